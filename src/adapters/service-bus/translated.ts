import { NotifierError } from "../../core/errors.ts";

/** A failure of the client is `BUS_UNAVAILABLE`; the message names its code only, because the client's own may hold the connection. */
export const translated = async <T>(calling: Promise<T>): Promise<T> => {
  try {
    return await calling;
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "no answer";
    // Waiting does not make a message smaller: whoever sent it must leave the original where it is.
    if (code === "MessageSizeExceeded")
      throw new NotifierError("EVENT_INVALID", "The message is too large.", { cause });
    throw new NotifierError("BUS_UNAVAILABLE", `Service Bus did not take or give a message: ${code}.`, { cause });
  }
};
