declare module "mjml" {
  interface MjmlOptions {
    readonly filePath?: string;
    readonly fonts?: Readonly<Record<string, string>>;
    readonly ignoreIncludes?: boolean;
    readonly includePath?: readonly string[];
    readonly validationLevel?: "strict" | "soft" | "skip";
  }
  interface MjmlResult {
    readonly html: string;
    readonly errors: readonly { readonly formattedMessage: string }[];
  }
  const mjml2html: (source: string, options?: MjmlOptions) => Promise<MjmlResult>;
  // biome-ignore lint/style/noDefaultExport: this is how the library exports it.
  export default mjml2html;
}
