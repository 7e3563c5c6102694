package dev.lorebatch.quality;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Writes titles and paragraphs about the things the sample projects are about, with code,
 * error codes and some German, the same for the same seed. Some words are frequent and
 * most are rare, as in real text.
 */
final class Wording {

	private static final List<String> THINGS = words("tide gauge,beacon,alarm relay,chart service,dashboard,"
			+ "telemetry queue,duty rota,signal decoder,retry loop,forecast import,battery monitor,mooring sensor,"
			+ "fog signal,watchdog,log rotation,mail gateway,pilot roster,buoy registry,lock scheduler,weather feed,"
			+ "radar overlay,crane planner,quay ledger,customs form,bridge timer,lamp driver,solar charger,"
			+ "radio bridge,sonar filter,pump station,ferry timetable,berth index,anchor winch,cable tester,"
			+ "drift model,current meter,salinity probe,ice report,night shift handover,visitor portal");

	private static final List<String> FAULTS = words("loses,repeats,delays,reports,drops,rounds,overwrites,confirms,"
			+ "misreads,buffers,forwards,rejects,duplicates,truncates,swaps,forgets,blocks,caches,reorders,miscounts,"
			+ "leaks,escapes,flattens,inverts,throttles,skips,merges,mislabels,ignores,recomputes,hides,shifts,"
			+ "encrypts,resends,averages,clips,prints,exports,archives,locks");

	private static final List<String> OBJECTS = words("the high water mark,every third heartbeat,a stale reading,"
			+ "the wind correction,the acknowledged alarm,the last position,a duplicate measurement,the chart datum,"
			+ "the maintenance window,the light character,the salinity value,an empty batch,the owner's name,"
			+ "the berth number,a signed receipt,the first page,the pending invoice,the calibration table,"
			+ "half of the attachments,the ship's draught,the arrival time,an expired certificate,the pump pressure,"
			+ "the tow order,the depth contour,the holiday calendar,the noise floor,a cancelled booking,"
			+ "the crew list,the fuel level,the gate code,the camera image,the tariff class,the spare key,"
			+ "the ice thickness,the turning radius,the storm warning,the mooring fee,the lamp hours,the cargo weight");

	private static final List<String> TIMES = words("after a reconnect,during spring tide,when the clock changes,"
			+ "under heavy load,on the standby node,near the outer pier,while the import runs,if the battery is low,"
			+ "since the last release,before sunrise,when two alarms overlap,behind the proxy,in the leap year,"
			+ "with an empty cache,for guests,on slow links,at the end of the month,with more than 500 rows,"
			+ "if the disk is full,after the second login,in private windows,for archived stations,in the old client,"
			+ "when the token expires,at low tide,with daylight saving,on small screens,after a cancelled upload,"
			+ "for ships without a name,in read-only mode");

	private static final List<String> REMARKS = words("I can reproduce it on the bench.,"
			+ "The log says nothing about it.,A restart helps for an hour or two.,We had this last winter already.,"
			+ "Please add a test before you change it.,The users have found a way around it.,"
			+ "Let us measure first.,This costs us a call every night.,The fix is small and the test is not.,"
			+ "Who owns this part now?,I would rather remove it.,It is not urgent but it is embarrassing.,"
			+ "Works for me on the new hardware.,The documentation promises something else.,"
			+ "Deployed on Monday and quiet since.,Needs a migration.");

	private static final List<String> GERMAN_THINGS = words("Der Pegel,Das Leuchtfeuer,Die Alarmkette,Die Seekarte,"
			+ "Der Dienstplan,Die Nebelglocke,Der Tidenkalender,Die Schleuse,Das Funkgerät,Der Liegeplatz,"
			+ "Die Fahrrinne,Das Stellwerk,Der Kranführer,Die Wetterstation,Das Nachtprotokoll,Der Eisbericht");

	private static final List<String> GERMAN_FAULTS = words("verliert,wiederholt,verschluckt,verzögert,rundet,"
			+ "überschreibt,vertauscht,vergisst,blockiert,verdoppelt,zählt,meldet");

	private static final List<String> GERMAN_OBJECTS = words("den Höchststand,jede dritte Meldung,die Größe der Datei,"
			+ "den Namen der Brücke,die Uhrzeit,das Ankunftsdatum,die Prüfsumme,den Wasserstand,die Gebühr,"
			+ "den Schlüssel,die Windstärke,das Kennzeichen");

	private static final List<String> GERMAN_TIMES = words("nach dem Neustart,bei Springtide,nach der Zeitumstellung,"
			+ "bei schwachem Akku,im Nebel,hinter dem Proxy,am Monatsende,bei leerem Zwischenspeicher,für Gäste,"
			+ "auf kleinen Bildschirmen");

	private final SplittableRandom random;

	Wording(long seed) {
		this.random = new SplittableRandom(seed);
	}

	String title() {
		return "%s %s %s %s".formatted(capital(pick(THINGS)), pick(FAULTS), pick(OBJECTS), pick(TIMES));
	}

	String germanTitle() {
		return "%s %s %s %s".formatted(pick(GERMAN_THINGS), pick(GERMAN_FAULTS), pick(GERMAN_OBJECTS),
				pick(GERMAN_TIMES));
	}

	String paragraph(int sentences) {
		StringBuilder text = new StringBuilder();
		for (int sentence = 0; sentence < sentences; sentence++) {
			text.append((sentence == 0) ? "" : " ");
			text.append((this.random.nextInt(3) == 0) ? pick(REMARKS) : "The " + lower(title()) + ".");
		}
		return text.toString();
	}

	String germanParagraph(int sentences) {
		StringBuilder text = new StringBuilder();
		for (int sentence = 0; sentence < sentences; sentence++) {
			text.append((sentence == 0) ? "" : " ").append(germanTitle()).append('.');
		}
		return text.toString();
	}

	/**
	 * A name in code, for example {@code PumpLedger::forwardDepth}.
	 */
	String method() {
		return "%s%s::%s%s".formatted(camel(pick(THINGS)), camel(last(pick(THINGS))), stem(pick(FAULTS)),
				camel(last(pick(OBJECTS))));
	}

	/**
	 * A path, for example {@code src/pump_station/forward_depth.rs}.
	 */
	String path() {
		return "src/%s/%s_%s.rs".formatted(snake(pick(THINGS)), stem(pick(FAULTS)), snake(last(pick(OBJECTS))));
	}

	/**
	 * The smaller of two, so that the first of a list are frequent.
	 */
	private String pick(List<String> list) {
		return list.get(Math.min(this.random.nextInt(list.size()), this.random.nextInt(list.size())));
	}

	private static List<String> words(String list) {
		return List.of(list.split(","));
	}

	private static String stem(String verb) {
		return verb.substring(0, verb.length() - 1);
	}

	private static String last(String words) {
		return words.substring(words.lastIndexOf(' ') + 1).replace("'s", "");
	}

	private static String camel(String words) {
		StringBuilder name = new StringBuilder();
		for (String word : words.split(" ")) {
			name.append(capital(word));
		}
		return name.toString();
	}

	private static String snake(String words) {
		return words.replace(' ', '_').replace("-", "_");
	}

	private static String capital(String text) {
		return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
	}

	private static String lower(String text) {
		return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
	}

}
