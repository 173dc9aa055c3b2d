/** What every page shares. There is one such document, `siteSettings`; the desk opens it directly. */
import {CogIcon} from '@sanity/icons/Cog'
import {defineArrayMember, defineField, defineType} from 'sanity'
import {urlProblem} from '../../rules/url.ts'
import {languageProblem, languagesProblem, timeZoneProblem} from '../../rules/site.ts'
import {defaultTimeZone} from '../../rules/wall-clock.ts'
import {coloursField} from '../objects/colours.ts'
import {contactField} from '../objects/contact.ts'
import {frenchField} from '../objects/french.ts'
import {TimeZoneInput} from '../objects/TimeZoneInput.tsx'

export const siteSettings = defineType({
  name: 'siteSettings',
  title: 'Site settings',
  type: 'document',
  icon: CogIcon,
  groups: [
    {name: 'firm', title: 'Firm', default: true},
    {name: 'navigation', title: 'Navigation'},
    {name: 'legal', title: 'Legal'},
    {name: 'region', title: 'Languages & time'},
  ],
  fields: [
    defineField({
      name: 'firmName',
      title: 'Name of the firm',
      description: 'Shown at the top of every page and in search results.',
      type: 'string',
      group: 'firm',
      validation: (rule) => rule.required().error('The site needs a name.'),
    }),
    defineField({
      name: 'tagline',
      title: 'Tagline',
      description: 'One sentence that says what readers find here.',
      type: 'string',
      group: 'firm',
    }),
    defineField({
      name: 'logo',
      title: 'Logo',
      description: 'Shown in place of the name. A wide picture on a transparent ground works best.',
      type: 'figure',
      group: 'firm',
    }),
    {...coloursField, group: 'firm'},
    defineField({
      name: 'defaultImage',
      title: 'Picture when shared',
      description: 'Used when a page without a picture of its own is shared. 1200 by 630 pixels.',
      type: 'figure',
      group: 'firm',
    }),
    {...contactField, group: 'firm'},
    defineField({
      name: 'navigation',
      title: 'Navigation',
      description: 'The links at the top, in order. Five are easy to take in.',
      type: 'array',
      group: 'navigation',
      of: [defineArrayMember({type: 'link'})],
    }),
    defineField({
      name: 'socialLinks',
      title: 'Social networks',
      description: 'The firm’s own pages elsewhere.',
      type: 'array',
      group: 'navigation',
      of: [defineArrayMember({type: 'link'})],
    }),
    defineField({
      name: 'newsletter',
      title: 'Newsletter',
      description: 'Where readers sign up for it, with the service that sends it.',
      type: 'string',
      group: 'navigation',
      validation: (rule) => rule.custom((value) => urlProblem(value) ?? true),
    }),
    defineField({
      name: 'licence',
      title: 'Licence',
      description:
        'Of the firm, as the law asks of recruiters in some provinces. Shown at the foot of every page.',
      type: 'object',
      group: 'legal',
      fields: [
        defineField({
          name: 'number',
          title: 'Number',
          description: 'As it stands in the register. Without one nothing is shown.',
          type: 'string',
        }),
        defineField({
          name: 'url',
          title: 'Where it can be checked',
          description: 'The public register of licences.',
          type: 'string',
          validation: (rule) => rule.custom((value) => urlProblem(value) ?? true),
        }),
      ],
    }),
    defineField({
      name: 'disclaimer',
      title: 'Disclaimer',
      description: 'What readers should not take an article for. Below every article.',
      type: 'text',
      rows: 3,
      group: 'legal',
    }),
    defineField({
      name: 'legalLines',
      title: 'Small print',
      description: 'One line each, at the foot of every page.',
      type: 'array',
      group: 'legal',
      of: [defineArrayMember({type: 'string'})],
    }),
    defineField({
      name: 'languages',
      title: 'Languages',
      description:
        'English is always there, at /. With Français ticked, readers are offered /fr/ as well.',
      type: 'array',
      group: 'region',
      of: [
        defineArrayMember({
          type: 'string',
          validation: (rule) => rule.custom((value) => languageProblem(value) ?? true),
        }),
      ],
      options: {
        list: [
          {title: 'English', value: 'en'},
          {title: 'Français', value: 'fr'},
        ],
      },
      initialValue: ['en'],
      validation: (rule) => rule.custom((value) => languagesProblem(value) ?? true),
    }),
    defineField({
      name: 'timeZone',
      title: 'Time zone',
      description: `Dates are shown in it, and what is scheduled goes by its clocks. Type a city to find it. Empty means ${defaultTimeZone}.`,
      type: 'string',
      group: 'region',
      initialValue: defaultTimeZone,
      components: {input: TimeZoneInput},
      validation: (rule) => rule.custom((value) => timeZoneProblem(value) ?? true),
    }),
    {
      ...frenchField([
        defineField({
          name: 'tagline',
          title: 'Tagline',
          description: 'One sentence that says what readers find here.',
          type: 'string',
        }),
        defineField({
          name: 'navigation',
          title: 'Navigation',
          description: 'All links at the top of French pages, in order.',
          type: 'array',
          of: [defineArrayMember({type: 'link'})],
        }),
        defineField({
          name: 'disclaimer',
          title: 'Disclaimer',
          description: 'What readers should not take an article for. Below French articles.',
          type: 'text',
          rows: 3,
        }),
        defineField({
          name: 'legalLines',
          title: 'Small print',
          description: 'One line each, at the foot of French pages.',
          type: 'array',
          of: [defineArrayMember({type: 'string'})],
        }),
      ]),
      group: 'region',
      options: {collapsible: true, collapsed: false},
    },
  ],
  preview: {prepare: () => ({title: 'Site settings', media: CogIcon})},
})
