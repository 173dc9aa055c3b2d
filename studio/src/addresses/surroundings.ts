/** What the lake knows of addresses: asked anew when a form is checked, because others write redirects too. */
import type {SanityClient} from '@sanity/client'
import type {Surroundings} from '../rules/redirect-table.ts'

const query = `{
  "redirects": *[_type == "redirect" && defined(from)] {_id, from, to, gone},
  "pages": *[
    _type in ["article", "author", "topic", "page"] && defined(slug.current) && !(_id in path("drafts.**"))
      && !(_id in path("versions.**"))
  ] {_id, _type, "title": coalesce(title, name), "slug": slug.current, language, formerSlugs}
}`

interface Asking {
  getClient: (options: {apiVersion: string}) => SanityClient
}

export const surroundingsOf = ({getClient}: Asking): Promise<Surroundings> =>
  getClient({apiVersion: '2025-02-19'})
    .withConfig({perspective: 'raw'})
    .fetch<Surroundings>(query, {}, {tag: 'addresses'})
