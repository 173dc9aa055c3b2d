/** An author: a name, what stands behind it, and where to read more. Nothing about a real person is guessed. */
import {UserIcon} from '@sanity/icons/User'
import {defineArrayMember, defineField, defineType, type IntrinsicDefinitions} from 'sanity'
import {undescribedProblem} from '../../markdown-input/undescribed.ts'
import {unshownProblem} from '../../markdown-input/unshown.ts'
import {authorNameProblem} from '../../rules/credential.ts'
import {duplicateProblem} from '../../rules/references.ts'
import {frenchField} from '../objects/french.ts'
import {formerSlugsField} from './formerSlugsField.ts'
import {slugField} from './slugField.ts'

const inMarkdown: Pick<IntrinsicDefinitions['markdown'], 'type' | 'rows' | 'validation'> = {
  type: 'markdown',
  rows: 10,
  validation: (rule) => [
    rule.custom((text) => unshownProblem(text) ?? true).warning(),
    rule.custom((text) => undescribedProblem(text) ?? true),
  ],
}

/** Where there is no picture, or one that is only decoration, its French description would only be in the way. */
const hasDescription = (portrait: unknown): boolean => {
  const {asset, decorative} = (portrait ?? {}) as {asset?: unknown; decorative?: unknown}
  return Boolean(asset) && decorative !== true
}

export const author = defineType({
  name: 'author',
  title: 'Author',
  type: 'document',
  icon: UserIcon,
  fields: [
    defineField({
      name: 'name',
      title: 'Name',
      description: 'The name alone, as it stands in the byline. Letters such as MBA come below.',
      type: 'string',
      validation: (rule) => [
        rule.required().error('An author needs a name.'),
        rule.custom((value) => authorNameProblem(value) ?? true),
      ],
    }),
    slugField('name', 'The last part of the author page’s address.'),
    formerSlugsField(),
    defineField({
      name: 'credentials',
      title: 'Credentials',
      description: 'Degrees and designations, in the order in which they follow the name.',
      type: 'array',
      of: [defineArrayMember({type: 'credential'})],
    }),
    defineField({
      name: 'jobTitle',
      title: 'Job title',
      description: 'What the author does, as on a business card. Leave it empty rather than guess.',
      type: 'string',
    }),
    defineField({
      name: 'portrait',
      title: 'Portrait',
      description: 'Set the hotspot on the face: it is shown as a circle and as a square.',
      type: 'figure',
    }),
    defineField({
      name: 'bio',
      title: 'About the author',
      description: 'Two or three sentences, in Markdown. They stand below each article.',
      ...inMarkdown,
    }),
    defineField({
      name: 'links',
      title: 'Links',
      description: 'The author’s own pages elsewhere, such as a professional profile.',
      type: 'array',
      of: [defineArrayMember({type: 'link'})],
    }),
    defineField({
      name: 'topics',
      title: 'Topics',
      description: 'What the author knows best.',
      type: 'array',
      of: [defineArrayMember({type: 'reference', to: [{type: 'topic'}]})],
      validation: (rule) => rule.custom((value) => duplicateProblem(value) ?? true),
    }),
    frenchField([
      defineField({
        name: 'jobTitle',
        title: 'Job title',
        description: 'What the author does, in French.',
        type: 'string',
      }),
      defineField({
        name: 'portraitAlt',
        title: 'Description of the portrait',
        description: 'One sentence in French, for readers who cannot see it.',
        type: 'string',
        hidden: ({document}) => !hasDescription(document?.portrait),
      }),
      defineField({
        name: 'bio',
        title: 'About the author',
        description: 'Two or three sentences, in Markdown. They stand below French articles.',
        ...inMarkdown,
      }),
      defineField({
        name: 'links',
        title: 'Links',
        description: 'All of them, with French words and where they lead French readers.',
        type: 'array',
        of: [defineArrayMember({type: 'link'})],
      }),
    ]),
  ],
  orderings: [{name: 'name', title: 'Name, A to Z', by: [{field: 'name', direction: 'asc'}]}],
  preview: {
    select: {
      title: 'name',
      first: 'credentials.0.abbreviation',
      second: 'credentials.1.abbreviation',
      third: 'credentials.2.abbreviation',
      jobTitle: 'jobTitle',
      media: 'portrait',
    },
    prepare: ({title, first, second, third, jobTitle, media}) => ({
      title: title || 'Unnamed author',
      subtitle: [[first, second, third].filter(Boolean).join(', '), jobTitle]
        .filter(Boolean)
        .join(' · '),
      media: media ?? UserIcon,
    }),
  },
})
