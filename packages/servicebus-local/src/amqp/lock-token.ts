// Microsoft's Guid stores its first three groups with the lowest byte first.
const GUID_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

const bytesOf = (token: string): Buffer => Buffer.from(token.replaceAll("-", ""), "hex");

/** A delivery carries its lock token as the bytes of a .NET Guid. */
export const toDeliveryTag = (token: string): Buffer => {
  const bytes = bytesOf(token);
  return Buffer.from(GUID_ORDER.map((index) => bytes[index] ?? 0));
};

/** Management replies carry it as an AMQP uuid, in the order of its text. */
export const toUuid = bytesOf;

/** Management requests carry it as an AMQP uuid, in the order of its text. */
export const fromUuid = (uuid: Buffer): string =>
  uuid.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
