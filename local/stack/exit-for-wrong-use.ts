import type { CommanderError } from "commander";

/** For `exitOverride`: 0 behind help, 2 for wrong use. */
export const exitForWrongUse = ({ exitCode }: CommanderError): never => process.exit(exitCode === 0 ? 0 : 2);
