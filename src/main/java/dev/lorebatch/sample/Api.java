package dev.lorebatch.sample;

/**
 * Puts the endpoints together.
 */
final class Api {

	private Api() {
	}

	static Router router(World world) {
		Site site = new Site(world);
		Lookup lookup = new Lookup(world);
		Relations relations = new Relations(world);
		IssuePayload issues = new IssuePayload(site, relations);
		MergeRequestPayload mergeRequests = new MergeRequestPayload(site);
		Router router = new Router(world);
		new InstanceEndpoints(world, site).addTo(router);
		new ProjectEndpoints(lookup, site).addTo(router);
		new EntityEndpoints(lookup, issues, mergeRequests).addTo(router);
		new ActivityEndpoints(lookup, site).addTo(router);
		new RelationEndpoints(world, relations, issues, mergeRequests).addTo(router);
		return router;
	}

}
