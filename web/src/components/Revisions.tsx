/** From which revisions a page was made. The webhook reads it to see that a change has reached the page. */
import {revisionsOf, type Revised} from '../content/revisions.ts'

export const Revisions = ({of}: {of: Revised[]}) => (
  <meta name="content-revision" content={revisionsOf(of)} />
)
