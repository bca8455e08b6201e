/** The part of `@azure/functions-core` that `@azure/functions` 4 uses; no types package of it is published. */

export type RpcHttp = {
  method?: string;
  url?: string;
  headers?: Record<string, string>;
  params?: Record<string, string>;
  statusCode?: string;
  cookies?: RpcCookie[];
  body?: RpcTypedData | null;
};

type Nullable = { value: unknown } | undefined;

export type RpcCookie = {
  name: string;
  value: string;
  domain?: Nullable;
  path?: Nullable;
  expires?: Nullable;
  secure?: Nullable;
  httpOnly?: Nullable;
  sameSite?: "none" | "lax" | "strict" | "explicitNone";
  maxAge?: Nullable;
};

/** Exactly one member is set; the library takes the first one it finds. */
export type RpcTypedData = {
  string?: string;
  json?: string;
  bytes?: Uint8Array;
  http?: RpcHttp;
  int?: number;
  double?: number;
};

export type Binding = {
  name?: string;
  type: string;
  direction: "in" | "out";
  properties?: Record<string, string>;
  [option: string]: unknown;
};

export type FunctionMetadata = { name: string; bindings: Record<string, Binding>; retryOptions?: unknown };

export type FunctionCallback = (...args: unknown[]) => unknown;

type InvocationRequest = {
  invocationId: string;
  functionId: string;
  inputData: { name: string; data: RpcTypedData }[];
  triggerMetadata: Record<string, RpcTypedData>;
  traceContext: { traceParent: string; traceState: string; attributes: Record<string, string> };
};

export type InvocationResponse = {
  invocationId: string;
  outputData: { name: string; data: RpcTypedData }[];
  returnValue?: RpcTypedData | null;
};

export type CoreLevel = "trace" | "debug" | "information" | "warning" | "error" | "critical";
type CoreCategory = "user" | "system" | "customMetric";
export type CoreLog = (level: CoreLevel, category: CoreCategory, message: string) => void;

export type CoreInvocationContext = {
  invocationId: string;
  request: InvocationRequest;
  metadata: FunctionMetadata;
  state: "preInvocationHooks" | "invocation" | "postInvocationHooks" | undefined;
  log: CoreLog;
};

export type InvocationModel = {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
};

export type ProgrammingModel = {
  name: string;
  version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel | Promise<InvocationModel>;
  getCapabilities(defaults: Record<string, string>): Promise<Record<string, string>>;
};

export const HOOK_NAMES = ["appStart", "appTerminate", "preInvocation", "postInvocation", "log"] as const;
export type HookName = (typeof HOOK_NAMES)[number];
export type HookContext = Record<string, unknown>;
export type HookCallback = (context: HookContext) => unknown;
