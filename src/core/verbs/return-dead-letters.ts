import type { DeadLetter, DeadLetters, DeadLetterVerdict, Log, Random } from "../ports.ts";
import { present } from "../present.ts";

/** What `makeReturnDeadLetters` needs. */
export interface ReturnDeadLettersDeps {
  readonly deadLetters: DeadLetters;
  readonly random: Random;
  readonly report: Log;
}

/** Puts back the messages that only ran out of deliveries; gives how many. Never throws: whoever calls it has better things to do. */
export type ReturnDeadLetters = () => Promise<number>;

/** A message is put back this often; then it stays a dead letter, for people to look at. */
export const MAX_RETURNS = 3;

/** Application property that counts the returns. */
export const RETURNS_PROPERTY = "returns";

/** Makes the verb that undoes what an outage did to our queues. */
export const makeReturnDeadLetters =
  ({ deadLetters, random, report }: ReturnDeadLettersDeps): ReturnDeadLetters =>
  async () => {
    try {
      const returned = await deadLetters.sift((letter) => judgeDeadLetter(letter, random));
      if (returned > 0) report("warn", "Put dead letters back on their queues.", { returned });
      return returned;
    } catch (error) {
      report("warn", "The dead letters could not be looked at; the next sweep does.", { error: String(error) });
      return 0;
    }
  };

/** Other reasons, such as an expired time to live, are for people to judge, and so is a body that no delivery will ever bind. */
export const judgeDeadLetter = (
  { reason, isData, properties, body, contentType }: DeadLetter,
  random: Random,
): DeadLetterVerdict => {
  const returns = Number(properties[RETURNS_PROPERTY] ?? 0);
  if (!isData || reason !== "MaxDeliveryCountExceeded" || !(returns < MAX_RETURNS)) return { kind: "leave" };
  return {
    kind: "return",
    message: {
      messageId: `return-${random.newId()}`,
      ...present({ contentType }),
      body,
      properties: { ...properties, [RETURNS_PROPERTY]: returns + 1 },
    },
  };
};
