/** Names the document whose draft a page is to show, to a reviewer. Never accepted from outside. */
export const reviewHeader = 'x-masthead-review'
