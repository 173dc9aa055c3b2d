/** In draft mode an element says which field it shows, so that a click in the preview opens that field in Studio. */
import {createDataAttribute} from '@sanity/visual-editing/create-data-attribute'
import {config} from '../config.ts'
import type {InBoth} from '../content/french.ts'
import type {Site} from '../site.ts'

export interface EditAttributes {
  'data-sanity'?: string
}

export function editable(
  site: Site,
  document: {_id: string} & InBoth,
  type: string,
  path: string,
): EditAttributes {
  const {studioUrl, lake} = config()
  if (!site.isDraft || !studioUrl) return {}
  const {projectId, dataset} = lake
  const attribute = createDataAttribute({
    baseUrl: studioUrl,
    projectId,
    dataset,
    id: document._id,
    type,
    path: document.french?.includes(path) ? `french.${path}` : path,
  })
  return {'data-sanity': attribute.toString()}
}
