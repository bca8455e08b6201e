import { fc } from "./fast-check.ts";

/** Hosts that the tests' allow list lets through, and one that it does not. */
export const ALLOWED_HOST = "contoso.example";
const FOREIGN_HOST = "evil.example";

const SEPARATORS = [
  ..."/?#%\\:;,!|\0\t \r\n@<>\"'()[]`{}^&=~*",
  "。",
  "／",
  "？",
  "＃",
  "﹫",
  "＠",
  "\u00ad",
  "\u200b",
  "\u200d",
];
const ESCAPED = ["%2f", "%40", "%2e", "%00", "\\@", "=40"];

const piece = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(ALLOWED_HOST, FOREIGN_HOST, `x.${ALLOWED_HOST}`, `x${ALLOWED_HOST}`) },
  { weight: 3, arbitrary: fc.constantFrom("ada", "Ada", "bücher", "℀", "Ⅷ", "127.0.0.1", "0x7f.1", "[::1]") },
  { weight: 4, arbitrary: fc.constantFrom(...SEPARATORS, ...ESCAPED) },
  { weight: 2, arbitrary: fc.constantFrom("@", ".", "-") },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 3 }) },
);

const pieced = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(""));

/** Texts that some reader of addresses takes for one of the allowed host while another sends it elsewhere, and some plain ones. */
export const hostileAddresses = fc.oneof(
  pieced,
  fc.tuple(fc.constantFrom("x", "ada", "x/y", "ada+1"), pieced).map(([local, host]) => `${local}@${host}`),
  fc
    .tuple(fc.constantFrom(...SEPARATORS, ...ESCAPED, ""), fc.boolean())
    .map(([separator, last]) =>
      last ? `x@${FOREIGN_HOST}${separator}.${ALLOWED_HOST}` : `x@${ALLOWED_HOST}${separator}.${FOREIGN_HOST}`,
    ),
  fc.emailAddress(),
  fc
    .tuple(fc.constantFrom("ada", "Ada+1"), fc.constantFrom("Contoso.example", "x.CONTOSO.example"))
    .map((parts) => parts.join("@")),
);
