// Traces: what one request did, across door, core and ledger, sent to an OpenTelemetry collector over
// OTLP/HTTP. The SDK is loaded when somebody wants traces and not before: whoever does not pays nothing,
// neither memory at the start nor time at each request.

import { AsyncLocalStorage } from 'node:async_hooks';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';

export type { Attributes } from '@opentelemetry/api';

export type Doing<Value> = {
  readonly name: string;
  /** At a door: somebody outside asked for this. */
  readonly atDoor?: boolean;
  readonly attributes?: Attributes;
  /** What came of it. An `error` marks the span as failed. */
  readonly outcome?: (value: Value) => Attributes & { readonly error?: string };
};

export type Tracing = {
  /** Does work as one span, within the span that it was called from. */
  during<Value>(doing: Doing<Value>, work: () => Promise<Value>): Promise<Value>;
  /** For work that begins and ends in different places: gives what runs within it, and its end. */
  begin(doing: Omit<Doing<never>, 'outcome'>): Begun;
  /** Runs in what a begun span gave. */
  readonly running: AsyncLocalStorage<Context>;
  /** Sends what is not sent yet, for so long at most as the exporter waits, and ends. */
  close(): Promise<void>;
};

/** Also how long the end of the process waits for a collector that is away. */
const LONGEST_EXPORT_MILLISECONDS = 2_000;

export type Begun = {
  readonly within: Context;
  end(attributes: Attributes, error?: string): void;
};

export async function openTracing(options: {
  /** The collector's base address; traces go to its /v1/traces. */
  readonly endpoint: string;
  readonly version: string;
  readonly sendEverySeconds?: number;
}): Promise<Tracing> {
  const [{ BatchSpanProcessor, TracerProvider }, { OTLPTraceExporter }, resources] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const provider = new TracerProvider({
    resource: resources.defaultResource().merge(
      resources.resourceFromAttributes({
        'service.name': 'largesse',
        'service.version': options.version,
      }),
    ),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({
          url: tracesAddress(options.endpoint),
          timeoutMillis: LONGEST_EXPORT_MILLISECONDS,
        }),
        scheduledDelayMillis: (options.sendEverySeconds ?? 5) * 1_000,
      }),
    ],
  });
  const tracer = provider.getTracer('largesse', options.version);
  const running = new AsyncLocalStorage<Context>();

  const start = ({ name, atDoor, attributes }: Omit<Doing<never>, 'outcome'>) => {
    const around = running.getStore() ?? ROOT_CONTEXT;
    const span = tracer.startSpan(
      name,
      {
        kind: atDoor === true ? SpanKind.SERVER : SpanKind.INTERNAL,
        ...(attributes === undefined ? {} : { attributes }),
      },
      around,
    );
    return { span, within: trace.setSpan(around, span) };
  };
  return {
    running,
    async during(doing, work) {
      const { span, within } = start(doing);
      try {
        const value = await running.run(within, work);
        const { error, ...attributes } = doing.outcome?.(value) ?? {};
        endSpan(span, attributes, error);
        return value;
      } catch (thrown) {
        endSpan(span, {}, thrown instanceof Error ? thrown.message : String(thrown));
        throw thrown;
      }
    },
    begin(doing) {
      const { span, within } = start(doing);
      return { within, end: (attributes, error) => endSpan(span, attributes, error) };
    },
    close: () => provider.shutdown(),
  };
}

function endSpan(span: Span, attributes: Attributes, error: string | undefined): void {
  span.setAttributes(attributes);
  if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error });
  span.end();
}

/** As OTEL_EXPORTER_OTLP_ENDPOINT is meant: a base, to which each signal adds its path. */
const tracesAddress = (endpoint: string): string => `${endpoint.replace(/\/+$/, '')}/v1/traces`;
