/** `GET /data/export/:dataset`: every document of the dataset, one JSON object a line, as of one moment. */
import {requireMember} from '../access/permissions.ts'
import type {Route} from '../route.ts'
import {lines} from './lines.ts'
import {readList} from './read.ts'

export const exportDataset: Route = {
  method: 'GET',
  path: '/data/export/:dataset',
  handle({url, params, identity, datasets}) {
    requireMember(identity)
    const dataset = datasets.get(params.dataset ?? '')
    // One answer holds everything, so a client that pages by cursor finds its second page empty.
    if (url.searchParams.get('nextCursor')) return lines([])
    const types = readList(url.searchParams.get('types') ?? '')
    const all = dataset.snapshot()
    return lines(types.length ? ofTypes(all, new Set(types)) : all)
  },
}

function* ofTypes<T extends {_type: string}>(documents: Iterable<T>, types: Set<string>) {
  for (const document of documents) if (types.has(document._type)) yield document
}
