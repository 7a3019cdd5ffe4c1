// What somebody could spare, if they chose to show it. For everybody else, and for a number that is
// nobody's, nothing stands here.

import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { previewRequest } from '../../api/requests.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';

const PAUSE_MILLISECONDS = 700;
const SHORTEST_NUMBER = 8;

export function Spare({ number }: { number: string }) {
  const { locale } = useReading();
  const digits = number.replace(/\D/g, '');
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(number.trim()), PAUSE_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [number]);
  const spare = useQuery({
    queryKey: ['spare', settled],
    queryFn: () => previewRequest(settled),
    enabled: settled === number.trim() && digits.length >= SHORTEST_NUMBER,
    staleTime: 60_000,
    retry: false,
  });
  const octets = spare.data?.spareOctets ?? null;
  if (octets === null || settled !== number.trim()) return null;
  return (
    <p className="soft" role="status">
      <Trans>They can spare up to {exactOctets(octets, locale)}, and show it to you.</Trans>
    </p>
  );
}
