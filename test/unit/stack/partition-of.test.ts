import { partitionOf } from "../../../local/tables/partition-of.ts";

describe("partitionOf", () => {
  it.each([
    ["PartitionKey eq 'a'", "a"],
    ["PartitionKey eq 'a' and RowKey ge '1-' and RowKey lt '4-'", "a"],
    ["PartitionKey eq 'it''s (a) b or c'", "it's (a) b or c"],
    ["PartitionKey eq '' and RowKey eq 'x'", ""],
  ])("names the one partition of %s", (filter, partition) => {
    expect(partitionOf(filter)).toBe(partition);
  });

  it.each([
    "",
    "RowKey eq 'x'",
    "PartitionKey ge 'a'",
    "PartitionKey eq 'a' or PartitionKey eq 'b'",
    "PartitionKey eq 'a' and RowKey eq 'x' or RowKey eq 'y'",
    "PartitionKey eq 'a' and (RowKey eq 'x' or state eq 'y')",
    "not PartitionKey eq 'a'",
    "RowKey eq 'PartitionKey eq ''a'''",
  ])("names none for %j", (filter) => {
    expect(partitionOf(filter)).toBeUndefined();
  });
});
