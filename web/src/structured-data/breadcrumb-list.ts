/** The trail that the page shows, and nothing else. */
import type {BreadcrumbList, ListItem} from 'schema-dts'
import {absolute} from '../metadata.ts'
import type {Site} from '../site.ts'
import {node} from './node.ts'

export interface Crumb {
  label: string
  path: string
  /** Of the label, where it is not the page's. */
  lang?: string
}

export function breadcrumbList(site: Site, trail: Crumb[]): BreadcrumbList {
  return node<BreadcrumbList>({
    '@type': 'BreadcrumbList',
    itemListElement: trail.map(({label, path}, index) =>
      node<ListItem>({
        '@type': 'ListItem',
        position: index + 1,
        name: label,
        item: absolute(site, path),
      }),
    ),
  })
}
