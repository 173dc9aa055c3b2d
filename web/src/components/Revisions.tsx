/** From which revisions a page was made. The webhook reads it to see that a change has reached the page. */
export function Revisions({of}: {of: ({_rev: string} | null | undefined)[]}) {
  const revisions = new Set(of.flatMap((document) => (document ? [document._rev] : [])))
  return <meta name="content-revision" content={[...revisions].join(' ')} />
}
