/** The documents that refer to one that is to be taken away, each a link to where the reference can be taken out. */
import {Card, Stack, Text} from '@sanity/ui'
import {useSchema} from 'sanity'
import {IntentLink} from 'sanity/router'
import {publishedId} from '../rules/references.ts'
import type {Referrer} from './useRemoval.ts'

const shown = 8

export function Referrers({referrers, deed}: {referrers: Referrer[]; deed: string}) {
  const schema = useSchema()
  const unique = [...new Map(referrers.map((one) => [publishedId(one._id), one])).values()]
  return (
    <Card tone="caution" border radius={2} padding={3}>
      <Stack gap={4}>
        <Text size={1} role="alert">
          {unique.length === 1 ? 'One document refers' : `${unique.length} documents refer`} to it.
          Take it out there and publish, then {deed} this one.
        </Text>
        <Stack as="ul" gap={3} aria-label="Documents that refer to it">
          {unique.slice(0, shown).map(({_id, _type, title}) => (
            <Text as="li" size={1} key={_id}>
              <IntentLink intent="edit" params={{id: publishedId(_id), type: _type}}>
                {title ?? 'Untitled'}
              </IntentLink>{' '}
              ({schema.get(_type)?.title ?? _type})
            </Text>
          ))}
        </Stack>
        {unique.length > shown && <Text size={1}>and {unique.length - shown} more</Text>}
      </Stack>
    </Card>
  )
}
