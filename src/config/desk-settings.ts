/** Who vouches for people: the platform, the laptop that they sit at, or nobody. */
export type DeskAuth = "platform" | "local" | "closed";

/** How the desk is set up. */
export interface DeskSettings {
  readonly auth: DeskAuth;
  /** Its address as people open it, where a proxy gives us another. */
  readonly url?: string;
}
