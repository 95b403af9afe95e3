#include "readers/british_grid.h"

#include <cmath>
#include <numbers>

namespace clew::readers {

std::optional<std::pair<double, double>> grid_to_wgs84(double easting, double northing) {
  if (!(easting > 0 && easting <= 700'000 && northing >= 0 && northing <= 1'300'000))
    return std::nullopt;
  constexpr double pi = std::numbers::pi;
  // Airy 1830 and the National Grid projection (annex A.1, A.2).
  constexpr double a = 6377563.396, b = 6356256.909, f0 = 0.9996012717;
  constexpr double lat0 = 49 * pi / 180, lon0 = -2 * pi / 180, n0 = -100000, e0 = 400000;
  constexpr double e2 = 1 - (b * b) / (a * a), n = (a - b) / (a + b), n2 = n * n, n3 = n2 * n;
  double lat = lat0, m = 0;
  for (int i = 0; i < 50; ++i) {
    lat += (northing - n0 - m) / (a * f0);
    const double d = lat - lat0, s = lat + lat0;
    m = b * f0 *
        ((1 + n + 1.25 * (n2 + n3)) * d -
         (3 * n + 3 * n2 + 21.0 / 8 * n3) * std::sin(d) * std::cos(s) +
         15.0 / 8 * (n2 + n3) * std::sin(2 * d) * std::cos(2 * s) -
         35.0 / 24 * n3 * std::sin(3 * d) * std::cos(3 * s));
    if (std::abs(northing - n0 - m) < 1e-5) break;
  }
  const double sin_lat = std::sin(lat), tan_lat = std::tan(lat), sec_lat = 1 / std::cos(lat);
  const double nu = a * f0 / std::sqrt(1 - e2 * sin_lat * sin_lat);
  const double rho = a * f0 * (1 - e2) / std::pow(1 - e2 * sin_lat * sin_lat, 1.5);
  const double eta2 = nu / rho - 1, t2 = tan_lat * tan_lat, t4 = t2 * t2, t6 = t4 * t2;
  const double de = easting - e0, nu3 = nu * nu * nu, nu5 = nu3 * nu * nu, nu7 = nu5 * nu * nu;
  const double osgb_lat =
      lat - tan_lat / (2 * rho * nu) * de * de +
      tan_lat / (24 * rho * nu3) * (5 + 3 * t2 + eta2 - 9 * t2 * eta2) * std::pow(de, 4) -
      tan_lat / (720 * rho * nu5) * (61 + 90 * t2 + 45 * t4) * std::pow(de, 6);
  const double osgb_lon =
      lon0 + sec_lat / nu * de - sec_lat / (6 * nu3) * (nu / rho + 2 * t2) * std::pow(de, 3) +
      sec_lat / (120 * nu5) * (5 + 28 * t2 + 24 * t4) * std::pow(de, 5) -
      sec_lat / (5040 * nu7) * (61 + 662 * t2 + 1320 * t4 + 720 * t6) * std::pow(de, 7);

  // To Cartesian, shift, and back on WGS84 (annex B, section 6.6; height 0).
  const double v = a / std::sqrt(1 - e2 * std::pow(std::sin(osgb_lat), 2));
  const double x = v * std::cos(osgb_lat) * std::cos(osgb_lon);
  const double y = v * std::cos(osgb_lat) * std::sin(osgb_lon);
  const double z = (1 - e2) * v * std::sin(osgb_lat);
  constexpr double second = pi / 180 / 3600;
  constexpr double rx = 0.1502 * second, ry = 0.2470 * second, rz = 0.8421 * second;
  constexpr double scale = 1 - 20.4894e-6;
  const double x2 = 446.448 + scale * x - rz * y + ry * z;
  const double y2 = -125.157 + rz * x + scale * y - rx * z;
  const double z2 = 542.060 - ry * x + rx * y + scale * z;
  constexpr double wa = 6378137.0, wb = 6356752.3142, we2 = 1 - (wb * wb) / (wa * wa);
  const double p = std::hypot(x2, y2);
  double phi = std::atan2(z2, p * (1 - we2));
  for (int i = 0; i < 8; ++i) {
    const double wv = wa / std::sqrt(1 - we2 * std::pow(std::sin(phi), 2));
    phi = std::atan2(z2 + we2 * wv * std::sin(phi), p);
  }
  return std::pair{phi * 180 / pi, std::atan2(y2, x2) * 180 / pi};
}

}  // namespace clew::readers
