// Elementary functions with one answer everywhere.
//
// The C library's exp, log, sin and cos pick a variant by processor (with or without fused
// multiply-add), so their last bit differs between machines. A translation must not: these use
// additions, multiplications and divisions in a fixed order, nothing else. Errors are below 4e-16
// relative to max(1, |result|) over the ranges named, far below the float32 they are rounded to.
#pragma once

namespace clew::nmt {

// x in [-700, 700].
double exact_exp(double x);
// x finite, normal and > 0.
double exact_log(double x);
// Both at once; 0 <= x <= 1e5.
struct SinCos {
  double sin, cos;
};
SinCos exact_sincos(double x);

}  // namespace clew::nmt
