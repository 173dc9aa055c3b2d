/** What the operator sees when everything is up: where to read, where to write, how to stop. */
import {commandLine} from '../command-line.ts'
import type {Addresses} from '../directory/running.ts'

/** The link that opens the Studio and signs its user in. The part behind `#` never leaves the browser. */
export const studioLink = (studio: string, token: string) =>
  `${studio}/#token=${encodeURIComponent(token)}`

interface Announced extends Addresses {
  /** The address that readers use: the site's own, or that of a web server before it. */
  readers: string
}

export const announcement = (addresses: Announced, token: string, directory: string) => `
  Masthead is running.

  Read     ${addresses.readers}${addresses.readers === addresses.site ? '' : `\n           by way of your web server; on this machine the site answers at ${addresses.site}`}
  Write    ${studioLink(addresses.studio, token)}
           This link signs you in as "Editor"; keep it to yourself. For a colleague: ${commandLine} users add NAME

  Content, pictures and logs are in ${directory}
  To stop, press Ctrl-C. The next start takes seconds and finds everything as it was.
`
