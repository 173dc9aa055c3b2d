/** The desk, as an editor thinks: articles by where they stand, then people and topics, then the site. */
import {BellIcon} from '@sanity/icons/Bell'
import {CalendarIcon} from '@sanity/icons/Calendar'
import {CogIcon} from '@sanity/icons/Cog'
import {DocumentIcon} from '@sanity/icons/Document'
import {TagIcon} from '@sanity/icons/Tag'
import {TransferIcon} from '@sanity/icons/Transfer'
import {UserIcon} from '@sanity/icons/User'
import type {StructureBuilder, StructureResolver} from 'sanity/structure'
import {ScheduledPane} from '../schedule/ScheduledPane.tsx'
import {articleLists} from './articleLists.ts'
import {articleItem} from './articlePane.ts'

export const desk: StructureResolver = (S, context) =>
  S.list()
    .id('desk')
    .title('Content')
    .items([
      ...articleLists.flatMap((list) => {
        const item = articleItem(S, context, list)
        return list.id === 'published' ? [scheduledItem(S), item] : [item]
      }),
      S.divider(),
      S.documentTypeListItem('author').title('Authors').icon(UserIcon),
      S.documentTypeListItem('topic').title('Topics').icon(TagIcon),
      S.divider(),
      S.documentTypeListItem('page').title('Pages').icon(DocumentIcon),
      S.documentTypeListItem('callToAction').title('Calls to action').icon(BellIcon),
      S.documentTypeListItem('redirect').title('Redirects').icon(TransferIcon),
      S.listItem()
        .id('siteSettings')
        .title('Site settings')
        .icon(CogIcon)
        .child(
          S.document()
            .id('siteSettings')
            .schemaType('siteSettings')
            .documentId('siteSettings')
            .title('Site settings'),
        ),
    ])

/** What is to be published or withdrawn at a time, of every type; choosing an entry opens its document. */
const scheduledItem = (S: StructureBuilder) =>
  S.listItem()
    .id('scheduled')
    .title('Scheduled')
    .icon(CalendarIcon)
    .child(
      S.component(ScheduledPane)
        .id('scheduled')
        .title('Scheduled')
        .child((id, {params}) =>
          S.document()
            .documentId(id)
            .schemaType((params as {type?: string}).type ?? 'article'),
        ),
    )
