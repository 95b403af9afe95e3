"""What pandas, igraph and networkx can do of pattern_bench.cpp, as an analyst would write it: load, pair
table, hour of week, bursts in fixed bins of ten minutes (a true sliding window is far slower), relays
with the first successor only, one pass of number change by cosine of contacts; Leiden, cores.
Arguments: CSV, pairs expected, sum of squares of the hour table, CSV of ties, largest core."""

import sys
import time

import numpy as np
import pandas as pd

loading = time.perf_counter()
frame = pd.read_csv(sys.argv[1])
start, processor = time.perf_counter(), time.process_time()
print(f"pandas load           {start - loading:8.3f} s")
pairs = frame.groupby(["from", "to"])["time"].agg(["size", "min", "max"])
paired = time.perf_counter()
assert len(pairs) == int(sys.argv[2]), (len(pairs), sys.argv[2])
pair_time = paired - start

hour = ((frame["time"] // 3600 + 72) % 168).rename("hour")  # 1970-01-01 was a Thursday
table = frame.groupby(["from", hour]).size()
houred = time.perf_counter()
assert int((table.astype("int64") ** 2).sum()) == int(sys.argv[3]), "hour tables differ"
print(f"pandas hour of week   {houred - paired:8.3f} s")

# Relay: the first event of B after it was reached, within five minutes (merge_asof takes one only).
ordered = frame.sort_values("time")
first = ordered.rename(columns={"from": "a", "to": "b"})[["a", "b", "time"]]
second = ordered.rename(columns={"from": "b", "to": "c", "time": "then"})[["b", "c", "then"]]
second["time"] = second["then"]
relays = pd.merge_asof(first, second, on="time", by="b", direction="forward", tolerance=300,
                       allow_exact_matches=False).dropna(subset=["c"])
counts = relays[relays["a"] != relays["c"]].groupby(["a", "b", "c"]).size()
relayed = time.perf_counter()
print(f"pandas relays         {relayed - houred:8.3f} s   (first successor only, no chance: "
      f"{len(counts)} triples)")
paired = time.perf_counter()

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
print(f"pandas pair table     {pair_time:8.3f} s")
print(f"pandas bursts         {bursted - paired:8.3f} s   ({len(bursts)} bins)")
print(f"pandas number change  {changed - bursted:8.3f} s   (one pass, middle of the data only; "
      f"{len(scores)} pairs)")
print(f"pandas all            {changed - start:8.3f} s   ({used:.3f} s of processor; reading not counted)")

try:
    import igraph
except ImportError:
    print("igraph: SKIPPED (python3-igraph is not there)")
    sys.exit(0)
ties = pd.read_csv(sys.argv[4], header=None, names=["a", "b", "w"])
graph = igraph.Graph(n=int(ties[["a", "b"]].max().max()) + 1, edges=ties[["a", "b"]].to_numpy().tolist())
began = time.perf_counter()
core = graph.coreness()
cored = time.perf_counter()
assert max(core) == int(sys.argv[5]), (max(core), sys.argv[5])
graph.articulation_points()
cut = time.perf_counter()
found = graph.community_leiden(objective_function="modularity", weights=ties["w"].to_numpy(),
                               n_iterations=2)
done = time.perf_counter()
print(f"igraph cores          {cored - began:8.3f} s")
print(f"igraph cut handles    {cut - cored:8.3f} s")
print(f"igraph Leiden         {done - cut:8.3f} s   (2 iterations, modularity "
      f"{graph.modularity(found, weights=ties['w'].to_numpy()):.4f})")
try:
    import networkx
except ImportError:
    print("networkx: SKIPPED (python3-networkx is not there)")
    sys.exit(0)
if len(ties) <= 500_000:
    other = networkx.Graph()
    other.add_edges_from(ties[["a", "b"]].to_numpy().tolist())
    began = time.perf_counter()
    assert max(networkx.core_number(other).values()) == int(sys.argv[5])
    print(f"networkx cores        {time.perf_counter() - began:8.3f} s")
