import type { TableClient } from "@azure/data-tables";

type PipelinePolicy = Parameters<TableClient["pipeline"]["addPolicy"]>[0];

/**
 * Writes U+2028 and U+2029 as JSON escapes. JSON may carry them as they are, but they end a line in JavaScript, and both the client
 * and the emulator read the parts of a transaction with patterns that stop at the end of a line. Only JSON of a body can hold them.
 */
export const escapeLineSeparators: PipelinePolicy = {
  name: "escapeLineSeparators",
  sendRequest: async (request, next) => {
    if (typeof request.body === "string" && /[\u2028\u2029]/.test(request.body)) {
      request.body = request.body.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
      // Measured before; the client measures again what has no length.
      request.headers.delete("content-length");
    }
    return await next(request);
  },
};
