/** Pictures that are refused say why. What is a matter of their kind alone, Studio says itself, in words of ours. */
import {definePlugin} from 'sanity'
import {explained} from './refusals.ts'
import {RefusalToasts} from './RefusalToasts.tsx'

const otherKind = 'A picture is a PNG, JPEG, WebP, AVIF or GIF file. Not used:'

export const pictures = definePlugin({
  name: 'pictures',
  form: {image: {assetSources: (sources) => sources.map(explained)}},
  studio: {components: {layout: RefusalToasts}},
  i18n: {
    bundles: [
      {
        locale: 'en-US',
        namespace: 'studio',
        resources: {
          'inputs.array.error.cannot-upload-unable-to-convert_one': otherKind,
          'inputs.array.error.cannot-upload-unable-to-convert_other': otherKind,
        },
      },
    ],
  },
})
