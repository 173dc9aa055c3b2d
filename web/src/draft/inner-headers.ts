/** What the front server tells Next about a request in draft mode. Never accepted from outside. */

/** Names the document whose draft a page is to show, to a reviewer. */
export const reviewHeader = 'x-masthead-review'
/** The path and query of the page, for its frame: Next's layouts are not told. */
export const targetHeader = 'x-masthead-target'
