import { addressSchema, bareAddress, parseMailbox, toHostName, toWireAddress } from "../../../src/core/mailbox.ts";
import { fc } from "../../helpers/fast-check.ts";
import { hostileAddresses } from "../../helpers/hostile-addresses.ts";

describe("toWireAddress", () => {
  it.each([
    ["Ada@Contoso.EXAMPLE", "ada@contoso.example"],
    [" ada@contoso.example\n", "ada@contoso.example"],
    ["ada@bücher.example", "ada@xn--bcher-kva.example"],
    ["ada@BÜCHER。example", "ada@xn--bcher-kva.example"],
    ["ada@ｃｏｎｔｏｓｏ.example", "ada@contoso.example"],
    ["o'brien+x=y/z#1@contoso.example", "o'brien+x=y/z#1@contoso.example"],
    ["bjo\u0308rn@contoso.example", "björn@contoso.example"],
    ["\u212Aay@contoso.example", "kay@contoso.example"],
    ["ops@localhost", "ops@localhost"],
  ])("makes of %j the address %j", (text, address) => {
    expect(toWireAddress(text)).toBe(address);
  });

  it.each([
    "",
    "ada",
    "@contoso.example",
    "ada@",
    "ada@contoso.example@evil.example",
    "Ada <ada@contoso.example>",
    "ada@evil.example/.contoso.example",
    "ada@evil.example?.contoso.example",
    "ada@evil.example#.contoso.example",
    "ada@evil.example\\.contoso.example",
    "ada@evil.example:25",
    "ada@evil%2eexample",
    "ada@evil.example／.contoso.example",
    "ada@[127.0.0.1]",
    "ada@127.0.0.1",
    "ada@127.1",
    "ada@0x7f.1",
    "ada@１２７.1",
    "ada@contoso..example",
    "ada@contoso.example.",
    "ada@-contoso.example",
    "ada@con_toso.example",
    "ada@con\u00adtoso.example",
    "ada%evil.example@contoso.example",
    "evil.example!ada@contoso.example",
    "ada;eve@contoso.example",
    "ada\u037eeve@contoso.example",
    "ada\u200b@contoso.example",
    "ada\r\n@contoso.example",
    `${"a".repeat(65)}@contoso.example`,
    `${"ü".repeat(33)}@contoso.example`,
    `ada@${"a".repeat(64)}.example`,
    `ada@${"abc.".repeat(63)}example`,
  ])("refuses %j", (text) => {
    expect(toWireAddress(text)).toBeUndefined();
    expect(addressSchema.safeParse(text).error?.issues.map(({ message }) => message)).toEqual([
      "must be one e-mail address",
    ]);
  });

  it("gives the same again, and never more than one host name behind one @, whatever it is given", () => {
    let made = 0;
    fc.assert(
      fc.property(hostileAddresses, (text) => {
        const address = toWireAddress(text);
        if (address === undefined) return;
        made += 1;
        expect(toWireAddress(address)).toBe(address);
        const [local = "", host = "", ...others] = address.split("@");
        expect(others).toEqual([]);
        expect(toHostName(host)).toBe(host);
        expect(local).not.toMatch(/[\s%!"(),:;<>[\\\]\p{C}]/u);
      }),
      { numRuns: 2_000 },
    );
    expect(made).toBeGreaterThan(100);
  });
});

describe("parseMailbox", () => {
  it.each([
    ["certification@notifier.example", { address: "certification@notifier.example" }],
    [
      "Certification <Certification@Notifier.example> ",
      { address: "certification@notifier.example", name: "Certification" },
    ],
    ['"Contoso, \\"the\\" team" <a@b.example>', { address: "a@b.example", name: 'Contoso, "the" team' }],
    ["<a@b.example>", { address: "a@b.example" }],
    ["a@b.example, c@d.example", undefined],
    ["Ada <a@b.example> <c@d.example>", undefined],
    ["Ada <a@b.example", undefined],
    ["Ada", undefined],
  ])("reads %j as %j", (text, expected) => {
    expect(parseMailbox(text)).toEqual(expected);
    expect(bareAddress(text)).toBe(expected?.address ?? "");
  });
});
