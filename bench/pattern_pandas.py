"""The same as pattern_bench.cpp by pandas and numpy, as an analyst would write it: pair table,
bursts in fixed bins of ten minutes (a true sliding window is far slower), and one pass of number
change by cosine of contacts (no iteration). Arguments: CSV and the number of pairs expected."""

import sys
import time

import numpy as np
import pandas as pd

frame = pd.read_csv(sys.argv[1])
start, processor = time.perf_counter(), time.process_time()
pairs = frame.groupby(["from", "to"])["time"].agg(["size", "min", "max"])
paired = time.perf_counter()
assert len(pairs) == int(sys.argv[2]), (len(pairs), sys.argv[2])

sms = frame[frame["kind"] == 1]
bins = sms.assign(bin=sms["time"] // 600).groupby(["from", "bin"])["to"].nunique()
bursts = bins[bins >= 8]
bursted = time.perf_counter()

both = pd.concat([frame[["from", "to", "time"]],
                  frame.rename(columns={"from": "to", "to": "from"})[["from", "to", "time"]]])
middle = (frame["time"].min() + frame["time"].max()) / 2
before, after = both[both["time"] <= middle], both[both["time"] > middle]
n_before, n_after = before.groupby("from").size(), after.groupby("from").size()
counts = pd.DataFrame({"b": n_before, "a": n_after}).fillna(0)
old = counts[(counts["b"] >= 8) & (counts["a"] < .5 * counts["b"])].index
new = counts[(counts["a"] >= 8) & (counts["b"] < .5 * counts["a"])].index
degree = both.drop_duplicates(["from", "to"]).groupby("from").size()
rarity = np.log(len(degree) / degree)


def vectors(part, handles):
    events = part[part["from"].isin(handles)].groupby(["from", "to"]).size().rename("n").reset_index()
    events["w"] = np.log1p(events["n"]) * events["to"].map(rarity)
    events["w"] /= np.sqrt((events["w"] ** 2).groupby(events["from"]).transform("sum"))
    return events


joined = vectors(before, old).merge(vectors(after, new), on="to", suffixes=("_o", "_n"))
joined["dot"] = joined["w_o"] * joined["w_n"]
scores = joined.groupby(["from_o", "from_n"])["dot"].agg(["sum", "size"])
scores = scores[(scores["sum"] >= .35) & (scores["size"] >= 3)]
changed = time.perf_counter()
used = time.process_time() - processor
print(f"pandas pair table     {paired - start:8.3f} s")
print(f"pandas bursts         {bursted - paired:8.3f} s   ({len(bursts)} bins)")
print(f"pandas number change  {changed - bursted:8.3f} s   (one pass, middle of the data only; "
      f"{len(scores)} pairs)")
print(f"pandas all            {changed - start:8.3f} s   ({used:.3f} s of processor; reading not counted)")
