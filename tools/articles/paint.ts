/** Colours for a terminal; plain text anywhere else, or where `NO_COLOR` is set. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  dim(text: string): string;
  strong(text: string): string;
}

const wrap =
  (isOn: boolean, code: number) =>
  (text: string): string =>
    isOn ? `\u001b[${code}m${text}\u001b[0m` : text;

/** Paint for a stream. */
export const makePaint = (stream: { readonly isTTY?: boolean }): Paint => {
  const { NO_COLOR } = process.env;
  const isOn = stream.isTTY === true && !NO_COLOR;
  return { good: wrap(isOn, 32), bad: wrap(isOn, 31), dim: wrap(isOn, 2), strong: wrap(isOn, 1) };
};
