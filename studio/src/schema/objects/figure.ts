/** A picture with the words that belong to it. The hotspot keeps the subject in view wherever the picture is cropped. */
import {ImageIcon} from '@sanity/icons/Image'
import {defineField, defineType} from 'sanity'
import {PictureInput} from '../../pictures/PictureInput.tsx'
import {altProblem} from '../../rules/figure.ts'

/** The words come after the picture: until there is one, their fields would only be in the way. */
const withoutPicture = ({parent}: {parent?: {asset?: unknown}}) => !parent?.asset

/** Readers see these words below the picture at the top of an article, and below no other: a portrait, a logo and a shared picture have none. */
const withoutCaption = ({parent, path}: {parent?: {asset?: unknown}; path: readonly unknown[]}) =>
  withoutPicture({parent}) || !path.includes('heroImage')

/** How the site crops: shown below the hotspot, so that an editor sees what readers will. */
const siteShapes = [
  {title: 'First in a list', aspectRatio: 16 / 10},
  {title: 'In a list', aspectRatio: 3 / 2},
  {title: 'Portrait', aspectRatio: 1},
]

export const figure = defineType({
  name: 'figure',
  title: 'Picture',
  type: 'image',
  icon: ImageIcon,
  components: {input: PictureInput},
  options: {
    hotspot: {previews: siteShapes},
    accept: 'image/png,image/jpeg,image/webp,image/avif,image/gif',
  },
  fields: [
    defineField({
      name: 'alt',
      title: 'Description for readers who cannot see it',
      description: 'One sentence saying what the picture shows. Screen readers read it out.',
      type: 'string',
      hidden: ({parent}) => !parent?.asset || Boolean(parent.decorative),
    }),
    defineField({
      name: 'decorative',
      title: 'Decoration only',
      description:
        'Tick this when the picture adds nothing to the text; screen readers then skip it.',
      type: 'boolean',
      options: {layout: 'checkbox'},
      hidden: withoutPicture,
    }),
    defineField({
      name: 'caption',
      title: 'Caption',
      description: 'Shown below the picture. Leave it empty when the picture speaks for itself.',
      type: 'string',
      hidden: withoutCaption,
    }),
    defineField({
      name: 'credit',
      title: 'Credit',
      description: 'Who made the picture, and under which licence if it asks to be named.',
      type: 'string',
      hidden: withoutCaption,
    }),
  ],
  validation: (rule) =>
    rule.custom((value) => {
      const message = altProblem(value)
      if (!message) return true
      return {message, path: value?.decorative ? ['decorative'] : ['alt']}
    }),
})
