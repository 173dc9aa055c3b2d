/** The trail that the page shows, and nothing else. */
import type {BreadcrumbList} from 'schema-dts'
import {absolute} from '../metadata.ts'
import type {Site} from '../site.ts'

export interface Crumb {
  label: string
  path: string
}

export function breadcrumbList(site: Site, trail: Crumb[]): Exclude<BreadcrumbList, string> {
  return {
    '@type': 'BreadcrumbList',
    itemListElement: trail.map(({label, path}, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name: label,
      item: absolute(site, path),
    })),
  }
}
