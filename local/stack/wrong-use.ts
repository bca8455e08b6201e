/** Something only the caller can put right, such as a taken port or a bad setting: printed as plain lines, exit code 2. */
export class WrongUse extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[], options?: ErrorOptions) {
    super(lines.join("\n"), options);
    this.name = "WrongUse";
    this.lines = lines;
  }
}
