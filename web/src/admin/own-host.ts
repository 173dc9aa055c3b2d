/** What an operator's listener answers to. */

const NAME =
  /^(?:localhost|(?:[a-z0-9-]+\.)+localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i

/**
 * Whether a Host can be no name of somebody else that their DNS leads here (a page in a browser would then read the answer as its
 * own): none, an address, or a loopback name. On any port, for a tunnel has one of its own.
 */
export const isOwnHost = (header: string | undefined): boolean =>
  header === undefined || NAME.test(header)
