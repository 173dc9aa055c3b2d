/** A cache as the sweep sees it, that holds these pages; all of them fresh, unless it is told otherwise. */
import {PageIndex} from '../../web/src/cache/page-index.ts'
import type {PageRecord} from '../../web/src/cache/page.ts'
import type {Verdict} from '../../web/src/cache/tag-states.ts'
import type {SweepOptions} from '../../web/src/invalidation/sweep.ts'

type Cache = SweepOptions['cache']

export function holding(
  pages: PageRecord[],
  {
    verdict = () => 'fresh',
    clear = async () => undefined,
  }: {verdict?: (page: PageRecord) => Verdict; clear?: Cache['clear']} = {},
): Cache {
  const index = () => {
    const noted = new PageIndex()
    for (const page of pages) noted.note(page.key, page)
    return noted
  }
  return {
    paths: () => index().paths(),
    carriedTags: () => index().tags(),
    carrying: (tags) => index().carrying(tags),
    verdict,
    clear,
    doubtAll: async () => undefined,
  }
}
