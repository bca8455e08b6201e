import { BrokerError } from "../store/broker-error.ts";

/** What is refused comes back as a value; anything else is a defect of the broker, but no reason to let the peer wait. */
export const attempt = (action: () => void, warn: (text: string) => void): BrokerError | undefined => {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof BrokerError) return error;
    warn(`Unexpected: ${error instanceof Error ? error.stack : error}`);
    return new BrokerError("invalid", "The broker could not read this request.");
  }
};
