/** The desk, as an editor thinks: articles by where they stand, then people and topics, then the site. */
import {BellIcon} from '@sanity/icons/Bell'
import {CogIcon} from '@sanity/icons/Cog'
import {DocumentIcon} from '@sanity/icons/Document'
import {TagIcon} from '@sanity/icons/Tag'
import {TransferIcon} from '@sanity/icons/Transfer'
import {UserIcon} from '@sanity/icons/User'
import type {StructureResolver} from 'sanity/structure'
import {articleLists} from './articleLists.ts'
import {articleItem} from './articlePane.ts'

export const desk: StructureResolver = (S, context) =>
  S.list()
    .id('desk')
    .title('Content')
    .items([
      ...articleLists.map((list) => articleItem(S, context, list)),
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
