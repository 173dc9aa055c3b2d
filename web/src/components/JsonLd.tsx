/** A page's structured data: one graph, in which nodes point to each other by `@id`. */
import type {Thing} from 'schema-dts'
import {serialise} from '../structured-data/serialise.ts'

export function JsonLd({graph}: {graph: Thing[]}) {
  const json = serialise({'@context': 'https://schema.org', '@graph': graph})
  return <script type="application/ld+json" dangerouslySetInnerHTML={{__html: json}} />
}
