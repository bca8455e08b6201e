import { type LocalStack, until } from "../../helpers/local-stack.ts";

/** Runs a sweep, as the timer does at the next full minute; false when the host could not be asked. */
export const sweep = async (stack: LocalStack): Promise<boolean> =>
  await stack.runTimer("sweep-sla").then(
    () => true,
    () => false,
  );

/** Sweeps; a first try may meet a connection to the host that died last. */
export const untilSwept = async (stack: LocalStack): Promise<void> => {
  await until("the sweep", async () => await sweep(stack));
};
