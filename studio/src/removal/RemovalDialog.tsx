/** Delete or unpublish a page: who refers to it, and what its readers find at its address from then on. */
import type {SanityDocument} from '@sanity/client'
import {Button, Dialog, Flex, Spinner, Stack, Text} from '@sanity/ui'
import {useToast} from '@sanity/ui/toast'
import {useId, useMemo, useState} from 'react'
import {useClient} from 'sanity'
import {useReturnedFocus} from '../dialogs/useReturnedFocus.ts'
import {pageOf} from '../rules/redirect-table.ts'
import {removalPlan, type Successor} from '../rules/removal.ts'
import {takenCaution} from '../rules/succession.ts'
import {useOpenSchedules} from '../schedule/useSchedules.ts'
import {SuccessorChoice} from '../successor/SuccessorChoice.tsx'
import {useSuccessor} from '../successor/useSuccessor.ts'
import {Referrers} from './Referrers.tsx'
import {remove} from './remove.ts'
import {useRemovalFacts} from './useRemoval.ts'

export type Deed = 'delete' | 'unpublish'

interface RemovalDialogProps {
  deed: Deed
  published: SanityDocument
  hasDraft: boolean
  onClose: () => void
}

const words = {
  delete: {header: 'Delete this page?', button: 'Delete', done: 'deleted'},
  unpublish: {header: 'Unpublish this page?', button: 'Unpublish', done: 'unpublished'},
} as const

export function RemovalDialog({deed, published, hasDraft, onClose}: RemovalDialogProps) {
  const formId = useId()
  const dialog = useReturnedFocus()
  const client = useClient({apiVersion: '2025-02-19'})
  const {push} = useToast()
  const page = useMemo(() => pageOf(published), [published])
  const facts = useRemovalFacts(page)
  const {schedules} = useOpenSchedules(published._id)
  const [successor, setSuccessor] = useState<Successor>({
    kind: deed === 'delete' ? 'gone' : 'nothing',
  })
  const [isBusy, setBusy] = useState(false)
  const {header, button, done} = words[deed]
  const isReady = facts !== undefined && !(facts instanceof Error)
  const {answer, chosen} = useSuccessor(page, successor)
  const isReferredTo = isReady && facts.referrers.length > 0
  const plan = isReady ? removalPlan(page, facts.languages, facts) : undefined
  const taken = plan && takenCaution(plan)

  async function carryOut() {
    if (!plan || !chosen) return
    setBusy(true)
    const planned = schedules.map(({_id}) => _id)
    const removal = {deed, published, hasDraft, successor: chosen, plan, schedules: planned}
    try {
      await remove(client, removal)
      onClose()
    } catch (error) {
      setBusy(false)
      const description = error instanceof Error ? error.message : String(error)
      const title = `It could not be ${done}. Nothing was changed.`
      push({status: 'error', title, description, closable: true})
    }
  }

  return (
    <Dialog
      ref={dialog}
      id={`${formId}-dialog`}
      header={header}
      width={1}
      onClose={onClose}
      onClickOutside={onClose}
      footer={
        <Flex gap={2} justify="flex-end" padding={3}>
          <Button mode="bleed" text="Keep it" onClick={onClose} />
          <Button
            tone="critical"
            data-testid="confirm-button"
            text={button}
            disabled={isBusy || !isReady || isReferredTo || !chosen}
            onClick={() => void carryOut()}
          />
        </Flex>
      }
    >
      <Stack gap={5} padding={4}>
        {facts === undefined && (
          <Flex align="center" gap={3}>
            <Spinner muted />
            <Text size={1} muted>
              Looking who refers to it…
            </Text>
          </Flex>
        )}
        {facts instanceof Error && (
          <Text size={1} role="alert">
            The Content Lake could not be asked who refers to it: {facts.message} Close this and try
            again.
          </Text>
        )}
        {isReferredTo && <Referrers referrers={facts.referrers} deed={deed} />}
        {isReady && !isReferredTo && (
          <SuccessorChoice
            page={page}
            successor={successor}
            answer={answer}
            onChange={setSuccessor}
          />
        )}
        {taken && !isReferredTo && (
          <Text size={1} muted>
            {taken}
          </Text>
        )}
      </Stack>
    </Dialog>
  )
}
