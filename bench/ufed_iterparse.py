#!/usr/bin/env python3
"""ufed_iterparse.py REPORT: counts the messages of a UFED report and takes body, sender, time and state of each, the way
scripts do it: xml.etree's iterparse, elements cleared as they end. For bench_ufed."""
import resource
import sys
import time
import xml.etree.ElementTree as ET

start, messages, size = time.process_time(), 0, 0
inside = 0
for event, element in ET.iterparse(sys.argv[1], events=("start", "end")):
    tag = element.tag.rsplit("}", 1)[-1]
    if tag != "model" or element.get("type") not in ("InstantMessage", "SMS"):
        continue
    if event == "start":
        inside += 1
        continue
    inside -= 1
    if inside:
        continue  # a message in a message
    fields = {}
    for field in element.iter():
        if field.tag.rsplit("}", 1)[-1] == "field":
            for value in field:
                if value.text:
                    fields.setdefault(field.get("name"), value.text)
    messages += 1
    size += len(fields.get("Body", ""))
    element.clear()
used = time.process_time() - start
print(f"python iterparse: {messages} messages, {used:.1f} s processor, {messages / used:.0f} messages/s, "
      f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
