// Errors as the UI sends them: status 500 whatever happened, with a whole Java stack trace as the message.

export interface JavaError {
  readonly error: '500 Server Error';
  readonly errorMessage: string;
}

const jersey = [
  'org.glassfish.jersey.internal.Errors.process(Errors.java:292)',
  'org.glassfish.jersey.server.ServerRuntime.process(ServerRuntime.java:253)',
  'org.glassfish.jersey.servlet.WebComponent.service(WebComponent.java:350)',
  'org.eclipse.jetty.server.Server.handle(Server.java:516)',
  'org.eclipse.jetty.server.HttpChannel.handle(HttpChannel.java:400)',
  'java.base/java.lang.Thread.run(Thread.java:840)',
];

function javaError(what: string, frames: readonly string[]): JavaError {
  const lines = [what, ...[...frames, ...jersey].map((frame) => `\tat ${frame}`)];
  return { error: '500 Server Error', errorMessage: `${lines.join('\n')}\n` };
}

/** A filter asks for the topology's configuration before anything else looks at the request. */
export function unknownTopology(id: string): JavaError {
  return javaError(`java.io.IOException: Unable to fetch topo conf for topo id ${id}`, [
    'org.apache.storm.daemon.ui.filters.AuthorizedUserFilter.filter(AuthorizedUserFilter.java:123)',
    'org.glassfish.jersey.server.ContainerFilteringStage.apply(ContainerFilteringStage.java:108)',
  ]);
}

/** Nimbus threw something that its interface does not declare; the reason is in nimbus.log only. */
export function internalError(method: string): JavaError {
  return javaError(`org.apache.storm.thrift.TApplicationException: Internal error processing ${method}`, [
    'org.apache.storm.thrift.TServiceClient.receiveBase(TServiceClient.java:81)',
    `org.apache.storm.generated.Nimbus$Client.recv_${method}(Nimbus.java)`,
    `org.apache.storm.generated.Nimbus$Client.${method}(Nimbus.java)`,
  ]);
}

/** The UI asks every seed for the leader before it asks the leader for anything. */
export function noLeader(seeds: readonly string[]): JavaError {
  return javaError(
    'org.apache.storm.utils.NimbusLeaderNotFoundException: Could not find leader nimbus from seed hosts ' +
      `[${seeds.join(', ')}]. Did you specify a valid list of nimbus hosts for config nimbus.seeds?`,
    ['org.apache.storm.utils.NimbusClient.getConfiguredClientAs(NimbusClient.java:299)'],
  );
}

export function unknownPath(): JavaError {
  return javaError('jakarta.ws.rs.NotFoundException: HTTP 404 Not Found', [
    'org.glassfish.jersey.server.ServerRuntime$1.run(ServerRuntime.java:271)',
  ]);
}

export function notANumber(text: string): JavaError {
  return javaError(`java.lang.NumberFormatException: For input string: "${text}"`, [
    'java.base/java.lang.NumberFormatException.forInputString(NumberFormatException.java:67)',
    'java.base/java.lang.Integer.parseInt(Integer.java:668)',
  ]);
}

/** The old visualisation endpoint has been broken in every 2.x release. */
export function brokenVisualization(): JavaError {
  return javaError(
    'java.lang.ClassCastException: class java.util.HashMap$Node cannot be cast to class java.util.Map',
    ['org.apache.storm.daemon.ui.UIHelpers.getStreamBox(UIHelpers.java:1895)'],
  );
}
