/** An article: what readers come for. Groups follow the order of the work: write, choose a picture, check, send. What an article must have is in the first. */
import {DocumentTextIcon} from '@sanity/icons/DocumentText'
import {EditIcon} from '@sanity/icons/Edit'
import {ImageIcon} from '@sanity/icons/Image'
import {SearchIcon} from '@sanity/icons/Search'
import {TaskIcon} from '@sanity/icons/Task'
import {defineArrayMember, defineField, defineType} from 'sanity'
import {undescribedProblem} from '../../markdown-input/undescribed.ts'
import {unshownProblem} from '../../markdown-input/unshown.ts'
import {dateAheadProblem} from '../../rules/date-ahead.ts'
import {duplicateProblem, selfReferenceProblem} from '../../rules/references.ts'
import {seoField} from '../objects/seo.ts'
import {workflowField} from '../objects/workflow.ts'
import {articlePreview} from './articlePreview.ts'
import {formerSlugsField} from './formerSlugsField.ts'
import {languageField} from './languageField.ts'
import {slugField} from './slugField.ts'
import {translationsField} from './translationsField.ts'

/** Other articles in the same language, never this one. */
const otherArticles = {
  filter: ({document}: {document: {_id: string; language?: unknown}}) => ({
    filter: '!(_id in [$published, $draft]) && coalesce(language, "en") == $language',
    params: {
      published: document._id.replace(/^drafts\./, ''),
      draft: `drafts.${document._id.replace(/^drafts\./, '')}`,
      language: document.language ?? 'en',
    },
  }),
}

export const article = defineType({
  name: 'article',
  title: 'Article',
  type: 'document',
  icon: DocumentTextIcon,
  groups: [
    {name: 'writing', title: 'Writing', icon: EditIcon, default: true},
    {name: 'picture', title: 'Picture', icon: ImageIcon},
    {name: 'search', title: 'Search', icon: SearchIcon},
    {name: 'workflow', title: 'Workflow', icon: TaskIcon},
  ],
  fieldsets: [
    {
      name: 'dates',
      title: 'Dates',
      description: 'Three dates that mean three things; readers see each of them.',
    },
  ],
  fields: [
    defineField({
      name: 'title',
      title: 'Title',
      description: 'What a reader sees first, in the article and in every list.',
      type: 'string',
      group: 'writing',
      validation: (rule) => [
        rule.required().error('An article needs a title.'),
        rule.max(120).error('Shorten the title to 120 characters.'),
        rule.max(90).warning('Titles above 90 characters are hard to take in at a glance.'),
      ],
    }),
    {
      ...slugField(
        'title',
        'The last part of the article’s address. When it changes after publication, the old address leads to the new one.',
      ),
      group: 'writing',
    },
    defineField({
      name: 'standfirst',
      title: 'Standfirst',
      description: 'One or two sentences below the title that say what the reader will take away.',
      type: 'text',
      rows: 3,
      group: 'writing',
      validation: (rule) =>
        rule.max(300).warning('A standfirst above 300 characters reads like a first paragraph.'),
    }),
    defineField({
      name: 'body',
      title: 'Text',
      description: 'The article, in Markdown. Begin sections with ##; the title is already above.',
      type: 'markdown',
      group: 'writing',
      validation: (rule) => [
        rule.required().error('An article needs a text.'),
        rule.custom((text) => unshownProblem(text) ?? true).warning(),
        rule.custom((text) => undescribedProblem(text) ?? true),
      ],
    }),
    defineField({
      name: 'topics',
      title: 'Topics',
      description:
        'One to three. Topics bring the article onto their pages and suggest related ones.',
      type: 'array',
      group: 'writing',
      of: [defineArrayMember({type: 'reference', to: [{type: 'topic'}]})],
      validation: (rule) => [
        rule.min(1).warning('Without a topic, readers find this article only by its address.'),
        rule.max(3).warning('More than three topics say little about an article.'),
        rule.custom((value) => duplicateProblem(value) ?? true),
      ],
    }),
    defineField({
      name: 'heroImage',
      title: 'Picture at the top',
      description:
        'At least 1600 pixels wide. Set the hotspot on what must stay in view when it is cropped.',
      type: 'figure',
      group: 'picture',
    }),
    defineField({
      name: 'authors',
      title: 'Authors',
      description: 'In the order of the byline.',
      type: 'array',
      group: 'writing',
      of: [defineArrayMember({type: 'reference', to: [{type: 'author'}]})],
      validation: (rule) => [
        rule.required().min(1).error('Name at least one author.'),
        rule.custom((value) => duplicateProblem(value) ?? true),
      ],
    }),
    defineField({
      name: 'reviewedBy',
      title: 'Reviewed by',
      description: 'Who checked the facts. Readers see the name beside the review date.',
      type: 'reference',
      to: [{type: 'author'}],
      group: 'workflow',
    }),
    {...languageField(), group: 'search'},
    {...translationsField('article'), group: 'search'},
    {...seoField, group: 'search'},
    defineField({
      name: 'related',
      title: 'Related articles',
      description: 'Hand-picked, shown before those that the topics suggest.',
      type: 'array',
      group: 'search',
      of: [defineArrayMember({type: 'reference', to: [{type: 'article'}], options: otherArticles})],
      validation: (rule) => [
        rule.max(3).warning('The page shows three related articles.'),
        rule.custom((value) => duplicateProblem(value) ?? true),
        rule.custom((value, {document}) => selfReferenceProblem(value, document?._id) ?? true),
      ],
    }),
    defineField({
      name: 'callToAction',
      title: 'Call to action',
      description: 'The box after the text. Leave it empty for none.',
      type: 'reference',
      to: [{type: 'callToAction'}],
      group: 'search',
    }),
    {...formerSlugsField(), group: 'search'},
    {...workflowField, group: 'workflow'},
    defineField({
      name: 'publishedAt',
      title: 'Published',
      description: 'Set by the first publication. Change it only to correct it.',
      type: 'datetime',
      group: 'workflow',
      fieldset: 'dates',
      validation: (rule) =>
        rule.custom((date) => dateAheadProblem(date, Date.now()) ?? true).warning(),
    }),
    defineField({
      name: 'updatedAt',
      title: 'Updated',
      description: 'Follows the newest entry under Changes when the article is published.',
      type: 'datetime',
      group: 'workflow',
      fieldset: 'dates',
      readOnly: true,
    }),
    defineField({
      name: 'reviewedAt',
      title: 'Reviewed',
      description: 'When somebody last checked that all of it still holds.',
      type: 'datetime',
      group: 'workflow',
      fieldset: 'dates',
    }),
    defineField({
      name: 'changeNotes',
      title: 'Changes',
      description:
        'What changed since publication, for readers who come back. Typos need no entry.',
      type: 'array',
      group: 'workflow',
      of: [defineArrayMember({type: 'changeNote'})],
    }),
  ],
  orderings: [
    {
      name: 'publishedNewest',
      title: 'Published, newest first',
      by: [
        {field: 'publishedAt', direction: 'desc'},
        {field: '_updatedAt', direction: 'desc'},
      ],
    },
    {name: 'title', title: 'Title, A to Z', by: [{field: 'title', direction: 'asc'}]},
    {
      name: 'reviewedOldest',
      title: 'Review, longest ago first',
      by: [{field: 'reviewedAt', direction: 'asc'}],
    },
  ],
  preview: articlePreview,
})
