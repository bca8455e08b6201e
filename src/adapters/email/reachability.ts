/** Whether a provider can be reached and lets us in. */
export type Reachability = "reachable" | `unreachable: ${string}`;
