/** A start that cannot go on, told in one line: exit code 2 is a wrong setting or a taken port, 1 is an app that does not load. */
export class HostError extends Error {
  readonly exitCode: 1 | 2;

  constructor(message: string, options: { exitCode?: 1 | 2; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "HostError";
    this.exitCode = options.exitCode ?? 1;
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
