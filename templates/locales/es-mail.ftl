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
warn-otherwise = Si no se renueva: desde el { $after_day } de { warn-after-month } de { $after_year } la ficha no muestra el distintivo y una persona de nuestro equipo la revisa.

# Cómo termina cada correo.
mail-end =
    vouchsafe, un directorio de proveedores de terapia con ketamina
    Para hablar con una persona, responda a este mensaje.

# Cartas sobre un envío o una ficha. Lo que se rellena: pipeline/mail_text.rs.
received-text =
    Recibimos su ficha de { $name }. Su referencia es { $reference }.

    Qué sigue: nuestras verificaciones automáticas y después la revisión de una persona, en un plazo de dos días hábiles. Antes de eso nada es público y usted no tiene que hacer nada.
received-status =
    Vea en qué estado está:
    { $status }

    No comparta este enlace: quien lo tenga puede leer la página y retirar la ficha.
change-received-text =
    Recibimos su cambio en la ficha de { $name }.

    Lo que ve el público sigue igual hasta que una persona haya revisado el cambio, en un plazo de dos días hábiles. Mientras tanto usted no tiene que hacer nada.
published-text =
    { $name } ya está en el directorio y los pacientes pueden encontrar su ficha.

    Revise la ficha una vez y, si algo no es correcto, responda a este mensaje. Antes de que pasen 90 días le preguntaremos por correo si todo sigue siendo correcto. Para cambiar algo, entre con esta dirección; la página «Anuncie su consulta» lleva allí.
change-published-text = Revisamos su cambio en la ficha de { $name }. Los pacientes ya lo ven.
change-accepted-text = Revisamos su cambio en la ficha de { $name } y lo aceptamos. La ficha sigue fuera del directorio; los pacientes verán el cambio cuando vuelva a estar en él.
changes-text =
    Antes de publicar la ficha de { $name } necesitamos esto de usted (tal como lo escribió nuestro equipo):

    { $words }

    Abra la página de abajo, cámbielo allí y envíelo otra vez. Hasta entonces no se publica nada.
reminder-text =
    La ficha de { $name } está a la espera de usted. Le pedimos esto (tal como lo escribió nuestro equipo):

    { $words }

    Abra la página de abajo, cámbielo allí y envíelo otra vez. Si ya no lo quiere, puede retirarlo en la misma página.
change-changes-text =
    Antes de publicar su cambio en la ficha de { $name } necesitamos esto de usted (tal como lo escribió nuestro equipo):

    { $words }

    Abra la página de abajo, cámbielo allí y envíelo otra vez. Hasta entonces los pacientes ven lo que había antes.
rejected-text =
    No publicamos la ficha de { $name }. El motivo (tal como lo escribió nuestro equipo):

    { $words }

    Si esto no es correcto, responda a este mensaje. Cuando el motivo ya no exista, puede enviar una ficha nueva.
change-rejected-text =
    No publicamos su cambio en la ficha de { $name }. Los pacientes ven lo que había antes. El motivo (tal como lo escribió nuestro equipo):

    { $words }

    Si esto no es correcto, responda a este mensaje. Puede enviar otro cambio cuando quiera.
hidden-text =
    Volvimos a verificar la ficha de { $name } y la retiramos del directorio. Ahora los pacientes no la encuentran. El motivo (tal como lo escribió nuestro equipo):

    { $words }

    Si esto no es correcto, o cuando esté corregido, responda a este mensaje.
shown-text =
    { $name } está de nuevo en el directorio. La persona que revisó la ficha escribe:

    { $words }
letter-end =
    Su referencia es { $reference }. Vea en qué estado está:
    { $status }

    No comparta este enlace: abre la página a cualquiera que lo tenga.

reported-about = Nuestra respuesta a su aviso ({ $reference })
reported-text =
    Usted nos avisó de un problema con la ficha de { $name }.

    { $outcome ->
        [listing_corrected] Hemos corregido la ficha.
        [provider_asked] Hemos pedido al proveedor que corrija la ficha.
        [nothing_wrong] Lo revisamos y no encontramos nada incorrecto en la ficha.
       *[not_this_listing] Hasta donde podemos ver, lo que usted escribió no se refiere a esta ficha.
    }

    { $words }

    Su referencia es { $reference }. Esta página dice que ya respondimos, y nada de lo que usted escribió:
    { $page }

    Si usted u otra persona está en peligro ahora, llame al 911. En una crisis, llame al 988 y oprima 2, o envíe AYUDA por mensaje de texto al 988.

# La petición de confirmar una ficha. Lo que se rellena: pipeline/attest/letter.rs.
confirm-day = { $day } de { warn-month } de { $year }
confirm-about = { $count ->
    [one] Le pedimos un minuto para la ficha de { $names }. ¿Siguen siendo correctos la dirección, el teléfono, el horario y los precios?
   *[other]
        Le pedimos un minuto para sus { $count } fichas. ¿Siguen siendo correctos las direcciones, los teléfonos, los horarios y los precios?

        { $names }
  }
confirm-when-before = La última confirmación vale hasta el { $last_day }. Después, los pacientes leerán que los datos no se han confirmado recientemente, y no se mostrará el distintivo.
confirm-when-after = La última confirmación valió hasta el { $last_day }. Ahora los pacientes leen que los datos no se han confirmado recientemente, y no se muestra el distintivo. A partir del { $gone }, la ficha no aparecerá en las búsquedas.
confirm-when-last = La última confirmación valió hasta el { $last_day }. A partir del { $gone }, la ficha no aparecerá en las búsquedas. Este es nuestro último recordatorio por correo.
confirm-when-never = Nadie ha confirmado todavía estos datos; por eso los pacientes leen que no se han confirmado recientemente, y no se muestra el distintivo. A partir del { $gone }, la ficha no aparecerá en las búsquedas.
confirm-when-reported = Alguien nos avisó de un dato equivocado y lo revisamos. Le pedimos que vea si ahora todo es correcto.
confirm-when-new-link = Usted pidió un enlace nuevo porque el de un correo anterior era demasiado antiguo.
confirm-do =
    Para confirmar, abra esta página y oprima el botón del final:

    { $link }
confirm-link = Abrir la página no cambia nada. Si algo ha cambiado, desde allí puede entrar y cambiarlo. El enlace sirve hasta el { $closes }; quien lo tenga puede confirmar y nada más.

# Cartas a quienes administran una ficha. Lo que se rellena: pipeline/manager_letter.rs.
manager-link-text =
    Alguien, probablemente usted, pidió entrar con esta dirección para administrar una ficha.

    Abra este enlace y oprima el botón:
    { $page }

    O escriba este código en la página donde lo pidió: { $code }

    Los dos sirven durante 10 minutos y una sola vez. Si no fue usted, no haga nada: nadie podrá entrar.
manager-invited-text =
    { $by } le invita a administrar la ficha de { $name }: a confirmarla, a cambiar lo que leen los pacientes y a invitar a otras personas.

    Para aceptar, entre con esta dirección en un plazo de 14 días:
    { $page }

    Si no sabe de qué se trata, no haga nada: la invitación termina sola.
manager-added-text =
    { $by } invitó a { $who } a administrar la ficha de { $name }. Esa persona tiene 14 días para aceptar.

    Si es correcto, no tiene que hacer nada. Vea quién la administra, o quite a alguien:
    { $page }
manager-removed-text =
    { $by } quitó a { $who } de las personas que administran la ficha de { $name }. { $who } ya no puede actuar en su nombre.

    Si esto es un error, responda a este mensaje.
manager-put-back-text =
    Usted cambió el horario, los precios o si se aceptan pacientes nuevos en la ficha de { $name }. Lo revisamos y volvimos a poner lo que decía antes. El motivo:

    { $reason }

    Para cambiarlo de nuevo, entre:
    { $page }

# A quien empieza a escribir una ficha: pipeline/draft_letter.rs.
draft-text =
    Usted empezó a escribir una ficha en nuestro directorio. Para seguir, desde cualquier dispositivo, abra esta página:
    { $page }

    No comparta esta dirección: quien la tenga puede ver y cambiar lo que usted escribió. Ahí nunca se muestran fechas de nacimiento ni números de la DEA. Lo que escribió se guarda { $days } días después de su último cambio y luego se borra.

    Si no fue usted, no haga nada. Nada se publica sin que se envíe y una persona lo revise.

# A cada profesional de una clínica: pipeline/clinician/letter.rs.
clinician-text =
    { $clinic } pide aparecer en nuestro directorio y dice que usted trabaja allí.

    En una página solo para usted, díganos si es así e indique su fecha de nacimiento y, si receta, su número de la DEA:
    { $page }

    Usamos ambos solo para nuestras verificaciones y los guardamos cifrados. Nadie de la clínica puede leer lo que usted escriba allí; solo ven si respondió. Hasta que lo haga, la página de la clínica dice que usted no lo ha confirmado.

    El enlace sirve { $days } días; no lo comparta. Si no trabaja allí, dígalo en la misma página. Si no sabe de qué se trata, pregunte antes a la clínica, que nos dio su dirección.

# Reclamaciones y retiros. Lo que se rellena: pipeline/listing_request/letter.rs.
asked-about = Nuestra respuesta a su solicitud ({ $reference })
asked-claim-granted =
    Hemos confirmado que usted puede administrar la ficha de { $name }.

    Para empezar, entre con esta dirección en un plazo de 14 días:
    { $portal }

    Esta página dice cómo va su solicitud:
    { $page }
asked-claim-declined =
    Usted pidió administrar la ficha de { $name }. Por ahora no podemos permitirlo:

    { $words }

    Nada ha cambiado. Puede pedirlo otra vez cuando quiera. Esta página dice cómo va su solicitud:
    { $page }
asked-removal-granted =
    Usted nos pidió retirar la ficha de { $name }. Ya está retirada y no tiene que hacer nada más. Tampoco volverá cuando recibamos las fichas de otros directorios.

    Si algún día quiere figurar de nuevo, envíe usted la ficha.

    Esta página dice cómo va su solicitud:
    { $page }
asked-removal-declined =
    Usted nos pidió retirar la ficha de { $name }. No la hemos retirado:

    { $words }

    Puede pedirlo otra vez cuando quiera, o responder a este mensaje. Esta página dice cómo va su solicitud:
    { $page }
claimed-text =
    Alguien nos pide administrar la ficha de { $name }, que administra usted. Nada ha cambiado, y nada cambia sin nosotros.

    Si es una persona de su equipo, puede invitarla usted:
    { $page }

    Si no lo es, responda a este mensaje.
removed-text =
    Nos pidieron retirar la ficha de { $name }. Lo confirmamos por un contacto del registro oficial y retiramos la ficha.

    Si usted no lo quería, responda a este mensaje.
message-text = Una persona que revisa la ficha de { $name } le escribió. Puede leer el mensaje, y responderlo, en la página de abajo.
asked-document = También necesitamos un documento de usted. Agréguelo aquí: { $documents }
asked-document-named = También necesitamos este documento (tal como lo escribió nuestro equipo): { $paper }

    Agréguelo aquí: { $documents }
