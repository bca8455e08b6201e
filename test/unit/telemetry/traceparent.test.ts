import { chooseParent, parseTraceparent } from "../../../src/core/telemetry/traceparent.ts";

const OF_MESSAGE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const SAME_TRACE = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01";
const OTHER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

describe("parseTraceparent", () => {
  it.each([
    "00-x",
    `00-${"0".repeat(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${"0".repeat(16)}-01`,
    OF_MESSAGE.toUpperCase(),
    `${OF_MESSAGE}-more`,
    7,
    undefined,
  ])("refuses %p", (value) => {
    expect(parseTraceparent(value)).toBeUndefined();
  });

  it("takes one of version 00", () => {
    expect(parseTraceparent(OF_MESSAGE)).toBe(OF_MESSAGE);
  });
});

describe("chooseParent", () => {
  it.each([
    ["the host's span when it goes on from the message", OF_MESSAGE, SAME_TRACE, SAME_TRACE],
    ["the message when the host began a trace of its own", OF_MESSAGE, OTHER, OF_MESSAGE],
    ["the host when the message names none", undefined, OTHER, OTHER],
    ["nobody when the host records nothing", undefined, OTHER.replace(/01$/, "00"), undefined],
  ])("takes %s", (_name, ofMessage, ofHost, expected) => {
    expect(chooseParent(ofMessage, ofHost)).toBe(expected);
  });
});
