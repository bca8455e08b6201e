import type * as z from "zod";

type DeepReadonly<T> = T extends string | number | boolean ? T : { readonly [K in keyof T]: DeepReadonly<T[K]> };

/** What a schema of ours reads. It is read-only however deep: what was read is put into place anew, and never changed. */
export type Stored<S extends z.ZodType> = DeepReadonly<z.infer<S>>;
