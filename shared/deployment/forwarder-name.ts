/** The name of the stack that forwards to a home stack, in whatever region it stands. */
export function forwarderName(homeStack: string): string {
  return `${homeStack}-forwarder`;
}
