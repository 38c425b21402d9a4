# Mails, in Spanish. What warnings fill in: pipeline/monitor/warn_text.rs.

warn-month = { $month ->
     [1] enero
     [2] febrero
     [3] marzo
     [4] abril
     [5] mayo
     [6] junio
     [7] julio
     [8] agosto
     [9] septiembre
     [10] octubre
     [11] noviembre
    *[12] diciembre
  }
warn-after-month = { $after_month ->
     [1] enero
     [2] febrero
     [3] marzo
     [4] abril
     [5] mayo
     [6] junio
     [7] julio
     [8] agosto
     [9] septiembre
     [10] octubre
     [11] noviembre
    *[12] diciembre
  }
warn-kind = { $kind ->
     [state_license] La licencia
     [dea] El registro de la DEA
     [state_cds] El registro estatal de sustancias controladas
     [board_certification] La certificación de especialidad
     [malpractice_insurance] El seguro de responsabilidad profesional
     [acls] La tarjeta ACLS
     [spravato_rems] La certificación Spravato REMS
     [collaboration_agreement] El acuerdo de colaboración
    *[autonomous_practice] La constancia de práctica autónoma
  }
warn-in-state = { $in_state ->
     [yes] {" "}en { $state }
    *[no] {""}
  }
warn-when = { $days ->
     [0] Es hoy.
     [1] Es mañana.
    *[other] Faltan { $days } días.
  }
mail-other-language = (In English above.)
warn-what = { warn-kind }{ warn-in-state } de { $holder }, según lo que tenemos para { $provider }, vence el { $day } de { warn-month } de { $year }. { warn-when }
warn-do-license = Qué hacer: renuévela ante la junta. Cuando el sitio de la junta muestre la nueva fecha, responda a este mensaje; la consultaremos allí y no hace falta que envíe una copia.
warn-do-other = Qué hacer: renueve y responda a este mensaje con la nueva fecha de vencimiento. Por favor, no envíe números de registro ni de póliza por correo.
warn-otherwise = Si no se renueva: desde el { $after_day } de { warn-after-month } de { $after_year } la ficha no muestra la insignia y una persona de nuestro equipo la revisa.

# Letters about a submission or a listing. What there is to fill in: pipeline/mail_text.rs.
received-text =
    Recibimos su ficha de { $name }. Su referencia es { $reference }.

    Qué sigue: comprobaciones automáticas y después la revisión de una persona, en un plazo de dos días hábiles.
change-received-text =
    Recibimos el cambio en la ficha de { $name }. Nuestra referencia es { $reference }.

    Lo que ve el público sigue igual hasta que una persona haya revisado el cambio.

    Vea cómo va: { $status }
received-status =
    Vea en qué estado está: { $status }

    No comparta este enlace: abre la página a cualquiera que lo tenga.
published-text = { $name } ya está en el directorio.
changes-text =
    Antes de publicar { $name } necesitamos esto de usted (tal como lo escribió nuestro equipo):

    { $words }
rejected-text =
    No publicamos { $name }. El motivo (tal como lo escribió nuestro equipo):

    { $words }
hidden-text =
    Volvimos a comprobar { $name } y lo retiramos del directorio. El motivo (tal como lo escribió nuestro equipo):

    { $words }

    Si esto no es correcto, o cuando esté corregido, responda a este mensaje.
shown-text =
    { $name } está de nuevo en el directorio. Nuestro equipo escribe:

    { $words }
letter-end = Su referencia es { $reference }. Vea en qué estado está: { $status }

reported-about = Nuestra respuesta a su aviso ({ $reference })
reported-text =
    Usted nos avisó de un problema con la ficha de { $name }.

    { $outcome ->
        [listing_corrected] Hemos corregido la ficha.
        [provider_asked] Hemos pedido al proveedor que corrija la ficha.
        [nothing_wrong] Lo revisamos y no encontramos nada incorrecto en la ficha.
       *[not_this_listing] Lo que usted escribió no se refiere a esta ficha, hasta donde podemos ver.
    }

    { $words }

    Su referencia es { $reference }: { $page }
    Esa página dice que ya respondimos, y nada de lo que usted escribió.

    Si usted u otra persona está en peligro ahora, llame al 911. En una crisis, llame al 988 y oprima 2, o envíe AYUDA por mensaje de texto al 988.

# La petición de confirmar una ficha. What there is to fill in: pipeline/attest/letter.rs.
confirm-day = { $day } de { warn-month } de { $year }
confirm-about = { $count ->
    [one] Le pedimos un minuto para la ficha de { $names }. ¿Siguen siendo correctos la dirección, el teléfono, el horario y los precios?
   *[other]
        Le pedimos un minuto para sus { $count } fichas. ¿Siguen siendo correctos las direcciones, los teléfonos, los horarios y los precios?

        { $names }
  }
confirm-when-before = La última confirmación vale hasta el { $last_day }. Después, los pacientes leen que los datos no se han confirmado hace poco, y no se muestra ningún distintivo.
confirm-when-after = La última confirmación valió hasta el { $last_day }. Ahora los pacientes leen que los datos no se han confirmado hace poco, y no se muestra ningún distintivo. Desde el { $gone }, las búsquedas dejan fuera la ficha.
confirm-when-last = La última confirmación valió hasta el { $last_day }. Desde el { $gone }, las búsquedas dejan fuera la ficha. Este es nuestro último recordatorio por correo.
confirm-when-never = Nadie ha confirmado todavía estos datos; por eso los pacientes leen que no se han confirmado hace poco, y no se muestra ningún distintivo. Desde el { $gone }, las búsquedas dejan fuera la ficha.
confirm-when-reported = Alguien nos avisó de un dato equivocado y lo revisamos. Le pedimos que vea si ahora todo es correcto.
confirm-when-new-link = Usted pidió un enlace nuevo porque el de un correo anterior era demasiado antiguo.
confirm-do =
    Para confirmar, abra esta página y pulse su único botón:

    { $link }
confirm-link = Abrir la página no cambia nada. Si algo ha cambiado, la página dice dónde avisarnos. El enlace vale hasta el { $closes }; quien lo tenga puede confirmar y nada más.
# Cartas a quienes cuidan de una ficha. Lo que se rellena: pipeline/manager_letter.rs.
manager-link-text =
    Alguien, probablemente usted, pidió entrar con esta dirección para cuidar de una ficha.

    Abra este enlace y pulse el botón: { $page }

    O escriba este código en la página donde lo pidió: { $code }

    Los dos valen 10 minutos y una sola vez. Si no fue usted, no haga nada, y nadie entra.
manager-invited-text =
    { $by } le invita a cuidar de la ficha de { $name }.

    Para aceptar, entre con esta dirección en un plazo de 14 días: { $page }

    Si no sabe de qué se trata, no haga nada.
manager-added-text =
    { $by } invitó a { $who } a cuidar de la ficha de { $name }.

    Vea quién cuida de ella, o quite a alguien: { $page }
manager-removed-text =
    { $by } quitó a { $who } de las personas que cuidan de la ficha de { $name }. { $who } ya no puede actuar en su nombre.

    Si esto es un error, responda a este mensaje.

# To whoever begins to write a listing: pipeline/draft_letter.rs.
draft-text =
    Usted empezó a escribir una ficha con nosotros. Para seguir, desde cualquier dispositivo, abra esta página: { $page }

    No comparta esta dirección: quien la tenga puede ver y cambiar lo que usted escribió. Ahí nunca se muestran fechas de nacimiento ni números de la DEA. Lo que escribió se guarda { $days } días después de su último cambio y luego se borra.

    Si no fue usted, no haga nada.
# To each clinician of a clinic: pipeline/clinician/letter.rs.
clinician-text =
    { $clinic } pide aparecer en nuestro directorio y dice que usted trabaja allí.

    En una página solo para usted, díganos si es así e indique su fecha de nacimiento y, si receta, su número de la DEA: { $page }

    Usamos ambos solo para nuestras verificaciones y los guardamos cifrados. Nadie de la clínica puede leer lo que usted escriba allí; solo ven si respondió. Hasta que lo haga, la página de la clínica dice que usted no lo ha confirmado.

    El enlace sirve { $days } días. Si no trabaja allí, dígalo en la misma página.
manager-put-back-text =
    Usted cambió el horario, los precios o si se aceptan pacientes nuevos en la ficha de { $name }. Lo revisamos y volvimos a poner lo que decía antes. El motivo:

    { $reason }

    Para cambiarlo de nuevo: { $page }
# Reclamaciones y retiros. Lo que se rellena: pipeline/listing_request/letter.rs.
asked-about = Nuestra respuesta a su solicitud ({ $reference })
asked-claim-granted =
    Hemos confirmado que usted puede cuidar de la ficha de { $name }.

    Para empezar, entre con esta dirección en un plazo de 14 días: { $portal }

    Esta página dice cómo va su solicitud: { $page }
asked-claim-declined =
    Usted pidió cuidar de la ficha de { $name }. Por ahora no podemos permitirlo:

    { $words }

    Nada ha cambiado. Puede pedirlo otra vez. Esta página dice cómo va su solicitud: { $page }
asked-removal-granted =
    Usted nos pidió retirar la ficha de { $name }. Ya está retirada, y no volverá cuando recibamos las fichas de otro directorio.

    Si algún día quiere figurar de nuevo, envíe la ficha usted.

    Esta página dice cómo va su solicitud: { $page }
asked-removal-declined =
    Usted nos pidió retirar la ficha de { $name }. No la hemos retirado:

    { $words }

    Puede pedirlo otra vez. Esta página dice cómo va su solicitud: { $page }
claimed-text =
    Alguien nos pide cuidar de la ficha de { $name }, de la que cuida usted. Nada ha cambiado, y nada cambia sin nosotros.

    Si es una persona de su equipo, puede invitarla usted: { $page }

    Si no lo es, responda a este mensaje.
removed-text =
    Nos pidieron retirar la ficha de { $name }. Lo confirmamos por un contacto del registro oficial y retiramos la ficha.

    Si usted no lo quería, responda a este mensaje.
message-text = Una persona que revisa la ficha de { $name } le escribió. Puede leer el mensaje, y responderlo, en la página de abajo.
asked-document = También necesitamos un documento de usted. Agréguelo aquí: { $documents }
asked-document-named = También necesitamos este documento (tal como lo escribió nuestro equipo): { $paper }

    Agréguelo aquí: { $documents }
