"""Sixty messages as people write them after a session, and what each says; all of them, and their writers, invented.

Written on Wednesday 27 January 2027 at ten in the morning in Rome. An item is its text, its owner and its day; an owner
is a mention ("<@U…>"), a name, "I", or nobody ("").
"""

from __future__ import annotations

from typing import NamedTuple


class Item(NamedTuple):
    """An action item, read."""

    text: str
    owner: str = ""
    due: str = ""


class Message(NamedTuple):
    """A message and what it says."""

    language: str
    text: str
    outcome: str = ""
    decisions: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()


FRIDAY, TOMORROW, MONDAY = "2027-01-29", "2027-01-28", "2027-02-01"

MESSAGES = (
    # English
    Message("en", "We spoke about exports to Tunis.", "We spoke about exports to Tunis."),
    Message("en", "Decided: ship by sea, not by air", "", ("ship by sea, not by air",)),
    Message(
        "en",
        "Action: <@UOMAR> sends the draft by Friday",
        "",
        (),
        (Item("sends the draft by Friday", "<@UOMAR>", FRIDAY),),
    ),
    Message(
        "en",
        "Good call with Luca 👍\n\n*Decisions:*\n• keep the two distributors\n• drop the trade fair\n\n*Actions:*\n"
        "• <@ULUCA> books the hall by 12 February\n• I call the chamber tomorrow",
        "Good call with Luca 👍",
        ("keep the two distributors", "drop the trade fair"),
        (
            Item("books the hall by 12 February", "<@ULUCA>", "2027-02-12"),
            Item("I call the chamber tomorrow", "I", TOMORROW),
        ),
    ),
    Message(
        "en",
        "We agreed: one pilot first\nTO"
        "DO: Luca: price list before next Monday\n"
        "See https://example.org/a:b?c=1 for more",
        "See https://example.org/a:b?c=1 for more",
        ("one pilot first",),
        (Item("price list before next Monday", "Luca", MONDAY),),
    ),
    Message(
        "en",
        "Outcome: Awa found a carrier.\nNext steps:\n1. Luca checks the insurance\n2. Somebody books the room",
        "Awa found a carrier.",
        (),
        (Item("Luca checks the insurance", "Luca"), Item("Somebody books the room")),
    ),
    Message(
        "en",
        "Talked about: prices, ports and people.\nNote: the strike may last.",
        "Talked about: prices, ports and people.\nNote: the strike may last.",
    ),
    Message(
        "en",
        "We met at 15:00. Decided: no fair this year. Action: I tell the team by tomorrow.",
        "We met at 15:00.",
        ("no fair this year.",),
        (Item("I tell the team by tomorrow.", "I", TOMORROW),),
    ),
    Message("en", "action - send the brochure (<@ULUCA>)", "", (), (Item("send the brochure", "<@ULUCA>"),)),
    Message(
        "en",
        "Decision 1: hire a broker\nDecision 2: review in May",
        "",
        ("hire a broker", "review in May"),
    ),
    Message(
        "en", "Action item: read chapter 4 and the May report", "", (), (Item("read chapter 4 and the May report"),)
    ),
    Message(
        "en",
        "- met the port authority\n- they were kind\n- nothing decided yet",
        "- met the port authority\n- they were kind\n- nothing decided yet",
    ),
    # French
    Message("fr", "Très bonne séance, merci !", "Très bonne séance, merci !"),
    Message("fr", "Décision : on garde le distributeur de Sfax", "", ("on garde le distributeur de Sfax",)),
    Message("fr", "Décidé: un essai à Marseille", "", ("un essai à Marseille",)),
    Message(
        "fr",
        "Action : <@UAWA> envoie le budget avant vendredi",
        "",
        (),
        (Item("envoie le budget avant vendredi", "<@UAWA>", FRIDAY),),
    ),
    Message(
        "fr",
        "On a parlé des douanes.\nÀ faire :\n– Luca relit le contrat d'ici le 5 février\n"
        "– j'appelle le transitaire demain",
        "On a parlé des douanes.",
        (),
        (
            Item("Luca relit le contrat d'ici le 5 février", "Luca", "2027-02-05"),
            Item("j'appelle le transitaire demain", "I", TOMORROW),
        ),
    ),
    Message(
        "fr",
        "Bilan : l'échantillon est parti.\nDécisions :\n1) deux palettes\n2) assurance au départ",
        "l'échantillon est parti.",
        ("deux palettes", "assurance au départ"),
    ),
    Message(
        "fr",
        "Tâche : relire les 3 pages pour lundi prochain",
        "",
        (),
        (Item("relire les 3 pages pour lundi prochain", "", MONDAY),),
    ),
    Message(
        "fr",
        "Nous avons décidé : pas de salon cette année 😅",
        "",
        ("pas de salon cette année 😅",),
    ),
    Message(
        "fr",
        "Prochaines étapes :\n• Awa : prévenir le port\n• quelqu'un réserve la salle\n\nÀ bientôt",
        "À bientôt",
        (),
        (Item("prévenir le port", "Awa"), Item("quelqu'un réserve la salle")),
    ),
    Message("fr", "Convenu : réponse sous 48 h", "", ("réponse sous 48 h",)),
    Message(
        "fr",
        "Horaire : 9:30 la prochaine fois. Action : moi, le compte rendu",
        "Horaire : 9:30 la prochaine fois.",
        (),
        (Item("moi, le compte rendu", "I"),),
    ),
    Message("fr", "ACTIONS: envoyer 3 devis", "", (), (Item("envoyer 3 devis"),)),
    # Spanish
    Message("es", "Hablamos de los puertos del sur.", "Hablamos de los puertos del sur."),
    Message("es", "Decidido: empezamos en Túnez", "", ("empezamos en Túnez",)),
    Message("es", "Decisión: sin feria este año", "", ("sin feria este año",)),
    Message(
        "es",
        "Acción: <@ULUCA> manda el borrador antes del viernes",
        "",
        (),
        (Item("manda el borrador antes del viernes", "<@ULUCA>", FRIDAY),),
    ),
    Message(
        "es",
        "Resumen: buena reunión.\nAcuerdos:\n- un piloto\n- revisar en mayo\n"
        "Tareas:\n- Luca llama al puerto mañana\n- yo preparo la lista",
        "buena reunión.",
        ("un piloto", "revisar en mayo"),
        (Item("Luca llama al puerto mañana", "Luca", TOMORROW), Item("yo preparo la lista", "I")),
    ),
    Message(
        "es",
        "Pendiente: llamar al puerto para el 5 de febrero",
        "",
        (),
        (Item("llamar al puerto para el 5 de febrero", "", "2027-02-05"),),
    ),
    Message("es", "Se decidió: pagar en euros 💶", "", ("pagar en euros 💶",)),
    Message(
        "es",
        "Próximos pasos:\n✅ Awa: contrato\n✅ Luca: seguro",
        "",
        (),
        (Item("contrato", "Awa"), Item("seguro", "Luca")),
    ),
    Message("es", "Hora: 10:30. Lugar: el puerto.", "Hora: 10:30. Lugar: el puerto."),
    Message(
        "es",
        "Fue bien. Acción: revisar el contrato - <@UAWA>",
        "Fue bien.",
        (),
        (Item("revisar el contrato", "<@UAWA>"),),
    ),
    Message("es", "Acordado: dos envíos al mes", "", ("dos envíos al mes",)),
    Message("es", "Por hacer: leer 2 informes", "", (), (Item("leer 2 informes"),)),
    # Italian
    Message("it", "Abbiamo parlato di dogane.", "Abbiamo parlato di dogane."),
    Message("it", "Deciso: si parte da Genova", "", ("si parte da Genova",)),
    Message("it", "Decisione: niente fiera", "", ("niente fiera",)),
    Message(
        "it",
        "Azione: <@ULUCA> manda la bozza entro venerdì",
        "",
        (),
        (Item("manda la bozza entro venerdì", "<@ULUCA>", FRIDAY),),
    ),
    Message(
        "it",
        "Azione: i documenti vanno inviati entro venerdì",
        "",
        (),
        (Item("i documenti vanno inviati entro venerdì", "", FRIDAY),),
    ),
    Message(
        "it",
        "Esito: campione approvato\nDecisioni:\n* due container\n* pagamento a 30 giorni",
        "campione approvato",
        ("due container", "pagamento a 30 giorni"),
    ),
    Message(
        "it",
        "Da fare:\n- io scrivo il verbale\n- Luca chiama il porto domani",
        "",
        (),
        (Item("io scrivo il verbale", "I"), Item("Luca chiama il porto domani", "Luca", TOMORROW)),
    ),
    Message(
        "it",
        "Compito: chiamare il porto prima del 5 febbraio",
        "",
        (),
        (Item("chiamare il porto prima del 5 febbraio", "", "2027-02-05"),),
    ),
    Message("it", "Abbiamo deciso: un solo corriere 🚚", "", ("un solo corriere 🚚",)),
    Message(
        "it",
        "Prossimi passi:\n\n• Awa - listino\n• verifica assicurazione\n\nGrazie a tutti",
        "Grazie a tutti",
        (),
        (Item("listino", "Awa"), Item("verifica assicurazione")),
    ),
    Message("it", "Orario: 14:00\nLink: https://example.org/x", "Orario: 14:00\nLink: https://example.org/x"),
    Message("it", "AZIONI: mandare 4 offerte", "", (), (Item("mandare 4 offerte"),)),
    # Arabic
    Message("ar", "تحدثنا عن التصدير إلى تونس.", "تحدثنا عن التصدير إلى تونس."),
    Message("ar", "قرار: نبدأ بشحنة واحدة", "", ("نبدأ بشحنة واحدة",)),
    Message("ar", "القرار : لا معرض هذا العام", "", ("لا معرض هذا العام",)),
    Message(
        "ar",
        "مهمة: <@UOMAR> يرسل المسودة قبل يوم الجمعة",
        "",
        (),
        (Item("يرسل المسودة قبل يوم الجمعة", "<@UOMAR>", FRIDAY),),
    ),
    Message(
        "ar",
        "جلسة جيدة 🌿\nالقرارات:\n- موزع واحد\n- مراجعة في مايو\nالمهام:\n- لوكا: إرسال العقد\n- أنا أتصل بالميناء غدا",
        "جلسة جيدة 🌿",
        ("موزع واحد", "مراجعة في مايو"),
        (Item("إرسال العقد", "لوكا"), Item("أنا أتصل بالميناء غدا", "I", TOMORROW)),
    ),
    Message("ar", "اتفقنا: الدفع باليورو", "", ("الدفع باليورو",)),
    Message(
        "ar", "المهمة: إرسال الأسعار بحلول 5 فبراير", "", (), (Item("إرسال الأسعار بحلول 5 فبراير", "", "2027-02-05"),)
    ),
    Message("ar", "النتيجة: وجدنا ناقلا.\nإجراء: حجز القاعة", "وجدنا ناقلا.", (), (Item("حجز القاعة"),)),
    Message("ar", "مُهِمّة: قراءة 3 تقارير", "", (), (Item("قراءة 3 تقارير"),)),
    Message(
        "ar",
        "الخطوات التالية:\n١) لوكا يراجع العقد\n٢) تجهيز القائمة",
        "",
        (),
        (Item("لوكا يراجع العقد", "لوكا"), Item("تجهيز القائمة")),
    ),
    Message("ar", "الموعد القادم: الساعة 15:00", "الموعد القادم: الساعة 15:00"),
    Message(
        "ar",
        "كان اللقاء مفيدا. قررنا: شحنتان في الشهر.",
        "كان اللقاء مفيدا.",
        ("شحنتان في الشهر.",),
    ),
)
